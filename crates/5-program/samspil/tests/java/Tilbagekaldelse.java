import java.io.FileInputStream;
import java.io.InputStream;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Checks a certificate with its chain (PEM) below a root as Java's PKIX does, with revocation: ROOT CHAIN. */
public class Tilbagekaldelse {
    public static void main(String[] a) throws Exception {
        CertificateFactory f = CertificateFactory.getInstance("X.509");
        X509Certificate rod;
        try (InputStream i = new FileInputStream(a[0])) {
            rod = (X509Certificate) f.generateCertificate(i);
        }
        List<X509Certificate> kaede = new ArrayList<>();
        try (InputStream i = new FileInputStream(a[1])) {
            for (var c : f.generateCertificates(i)) {
                kaede.add((X509Certificate) c);
            }
        }
        CertPath sti = f.generateCertPath(kaede);
        PKIXParameters p = new PKIXParameters(Set.of(new TrustAnchor(rod, null)));
        p.setRevocationEnabled(true);
        CertPathValidator.getInstance("PKIX").validate(sti, p);
        System.out.println("good");
    }
}
