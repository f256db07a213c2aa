import java.io.FileInputStream;
import java.io.StringReader;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.Properties;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.callback.CallbackHandler;
import javax.xml.namespace.QName;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.Source;
import javax.xml.transform.stream.StreamSource;
import javax.xml.ws.Dispatch;
import javax.xml.ws.Service;
import org.apache.cxf.Bus;
import org.apache.cxf.BusFactory;
import org.apache.cxf.configuration.jsse.TLSClientParameters;
import org.apache.cxf.rt.security.SecurityConstants;
import org.apache.cxf.transport.http.HTTPConduitConfigurer;
import org.apache.cxf.ws.security.trust.STSClient;
import org.apache.wss4j.common.crypto.Merlin;
import org.apache.wss4j.common.crypto.Crypto;
import org.apache.wss4j.common.crypto.CryptoFactory;
import org.apache.wss4j.common.ext.WSPasswordCallback;
import org.w3c.dom.Element;

/** What any CXF client needs: the keystore of its system, the truststore, TLS, and CXF's own STSClient. */
final class Opsaetning {
    static final String KODE = "samspil";
    static final String ASYMMETRIC_SIGNATURE_ALGORITHM = org.apache.cxf.ws.security.SecurityConstants.ASYMMETRIC_SIGNATURE_ALGORITHM;
    static final String RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    static final String STS = "/runtime/services/kombittrust/14/certificatemixed";
    private static final String TRUST = "http://docs.oasis-open.org/ws-sx/ws-trust/200512";
    private static final String STS_NS = "http://schemas.microsoft.com/ws/2008/06/identity/securitytokenservice";

    final String adresse;
    final Path mappe;
    final Bus bus;
    final Crypto crypto;
    final String alias;

    Opsaetning(String adresse, Path mappe, String system) throws Exception {
        this.adresse = adresse;
        this.mappe = mappe;
        Path p12 = mappe.resolve(system + ".p12");
        KeyStore noegler = KeyStore.getInstance("PKCS12");
        try (var ind = Files.newInputStream(p12)) {
            noegler.load(ind, KODE.toCharArray());
        }
        alias = noegler.aliases().nextElement();
        Properties p = new Properties();
        String merlin = Merlin.PREFIX;
        p.put("org.apache.wss4j.crypto.provider", Merlin.class.getName());
        p.put(merlin + Merlin.KEYSTORE_TYPE, "PKCS12");
        p.put(merlin + Merlin.KEYSTORE_FILE, p12.toString());
        p.put(merlin + Merlin.KEYSTORE_PASSWORD, KODE);
        p.put(merlin + Merlin.KEYSTORE_ALIAS, alias);
        p.put(merlin + Merlin.TRUSTSTORE_TYPE, "PKCS12");
        p.put(merlin + Merlin.TRUSTSTORE_FILE, mappe.resolve("truststore.p12").toString());
        p.put(merlin + Merlin.TRUSTSTORE_PASSWORD, KODE);
        crypto = CryptoFactory.getInstance(p);
        bus = BusFactory.newInstance().createBus();
        BusFactory.setThreadDefaultBus(bus);
        TLSClientParameters tls = tls(noegler, mappe);
        bus.setExtension((navn, til, conduit) -> conduit.setTlsClientParameters(tls), HTTPConduitConfigurer.class);
    }

    private static TLSClientParameters tls(KeyStore noegler, Path mappe) throws Exception {
        KeyStore tillid = KeyStore.getInstance("PKCS12");
        try (var ind = new FileInputStream(mappe.resolve("truststore.p12").toFile())) {
            tillid.load(ind, KODE.toCharArray());
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(tillid);
        var key = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        key.init(noegler, KODE.toCharArray());
        TLSClientParameters tls = new TLSClientParameters();
        tls.setTrustManagers(trust.getTrustManagers());
        tls.setKeyManagers(key.getKeyManagers());
        return tls;
    }

    /** CXF's client of the STS, for that authority. */
    STSClient sts(String cvr) throws Exception {
        STSClient sts = new STSClient(bus);
        sts.setWsdlLocation(adresse + STS);
        sts.setServiceName("{" + STS_NS + "}SecurityTokenService");
        sts.setEndpointName("{" + STS_NS + "}CertificateWSTrustBinding_IWSTrust13Sync");
        sts.setTokenType("http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV2.0");
        sts.setKeyType(TRUST + "/PublicKey");
        sts.setUseCertificateForConfirmationKeyInfo(true);
        sts.setAllowRenewing(false);
        sts.setClaims(element("<w:Claims xmlns:w='" + TRUST + "' xmlns:a='http://docs.oasis-open.org/wsfed/authorization/200706'"
            + " Dialect='http://docs.oasis-open.org/wsfed/authorization/200706/authclaims'><a:ClaimType"
            + " Uri='dk:gov:saml:attribute:CvrNumberIdentifier'><a:Value>" + cvr + "</a:Value></a:ClaimType></w:Claims>"));
        sikkerhed(sts.getProperties());
        return sts;
    }

    /** Whose key signs, and who is believed. */
    void sikkerhed(Map<String, Object> valg) {
        CallbackHandler kode = kald -> {
            for (var k : kald) {
                ((WSPasswordCallback) k).setPassword(KODE);
            }
        };
        valg.put(SecurityConstants.SIGNATURE_CRYPTO, crypto);
        valg.put(SecurityConstants.SIGNATURE_USERNAME, alias);
        valg.put(SecurityConstants.ENCRYPT_CRYPTO, crypto);
        valg.put(SecurityConstants.ENCRYPT_USERNAME, "samspil-signering");
        valg.put(SecurityConstants.STS_TOKEN_CRYPTO, crypto);
        valg.put(SecurityConstants.STS_TOKEN_USERNAME, alias);
        valg.put(SecurityConstants.STS_TOKEN_USE_CERT_FOR_KEYINFO, "true");
        valg.put(SecurityConstants.CALLBACK_HANDLER, kode);
        // Basic256Sha256 of the policies means digests only: without this CXF signs with RSA-SHA1, and takes no other signature.
        valg.put(ASYMMETRIC_SIGNATURE_ALGORITHM, RSA_SHA256);
    }

    /** The same for calls to a service, with a token from the STS for that entity id. */
    void sikkerhed(Map<String, Object> valg, String entityId, STSClient sts) {
        sikkerhed(valg);
        valg.put(SecurityConstants.STS_CLIENT, sts);
        valg.put(SecurityConstants.STS_APPLIES_TO, entityId);
    }

    /** A client of a service by its served WSDL; the body is XML. */
    Dispatch<Source> fraWsdl(String sti, QName service, QName port) throws Exception {
        return Service.create(new URL(adresse + sti + "?wsdl"), service).createDispatch(port, Source.class, Service.Mode.PAYLOAD);
    }

    /** A client that knows an address and nothing of security. */
    Dispatch<Source> uden(String url, String binding) {
        QName port = new QName("urn:proeve", "Port");
        Service s = Service.create(new QName("urn:proeve", "Tjeneste"));
        s.addPort(port, binding, url);
        return s.createDispatch(port, Source.class, Service.Mode.PAYLOAD);
    }

    static Source kilde(String xml) {
        return new StreamSource(new StringReader(xml));
    }

    static Element element(String xml) throws Exception {
        var f = DocumentBuilderFactory.newInstance();
        f.setNamespaceAware(true);
        return f.newDocumentBuilder().parse(new org.xml.sax.InputSource(new StringReader(xml))).getDocumentElement();
    }
}
