import java.io.StringReader;
import java.net.URL;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.callback.CallbackHandler;
import javax.xml.namespace.QName;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.Source;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;
import javax.xml.ws.Service;
import javax.xml.ws.soap.SOAPFaultException;
import org.apache.cxf.BusFactory;
import org.apache.cxf.rt.security.SecurityConstants;
import org.apache.cxf.ws.security.trust.STSClient;
import org.apache.wss4j.common.ext.WSPasswordCallback;
import org.xml.sax.InputSource;

/**
 * A signed call with Apache CXF: the token by CXF's own STSClient, everything else as the policy in the served WSDL says.
 * usage: Kald PATH ENTITY-ID ACTION BODY.xml [ADDRESS] [FOLDER WITH KEYSTORES]
 */
public final class Kald {
    private static final String TRUST = "http://docs.oasis-open.org/ws-sx/ws-trust/200512";
    private static final String STS = "{http://schemas.microsoft.com/ws/2008/06/identity/securitytokenservice}";
    private static final String KODE = "samspil";

    public static void main(String[] a) throws Exception {
        if (a.length < 4) {
            System.err.println("usage: Kald PATH ENTITY-ID ACTION BODY.xml [ADDRESS] [FOLDER WITH KEYSTORES]");
            return;
        }
        String adresse = a.length > 4 ? a[4] : "https://127.0.0.1:8443";
        Path mappe = Path.of(a.length > 5 ? a[5] : "samspil-data/klienter");
        tls(mappe);
        Map<String, Object> sikkerhed = sikkerhed(mappe);

        STSClient sts = new STSClient(BusFactory.getThreadDefaultBus());
        sts.setWsdlLocation(adresse + "/runtime/services/kombittrust/14/certificatemixed");
        sts.setServiceName(STS + "SecurityTokenService");
        sts.setEndpointName(STS + "CertificateWSTrustBinding_IWSTrust13Sync");
        sts.setTokenType("http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV2.0");
        sts.setKeyType(TRUST + "/PublicKey");
        sts.setUseCertificateForConfirmationKeyInfo(true);
        // The authority that the call is for (anvenderkontekst).
        sts.setClaims(DocumentBuilderFactory.newDefaultNSInstance().newDocumentBuilder().parse(new InputSource(new StringReader("""
            <w:Claims xmlns:w="%s" xmlns:a="http://docs.oasis-open.org/wsfed/authorization/200706"
                      Dialect="http://docs.oasis-open.org/wsfed/authorization/200706/authclaims">
              <a:ClaimType Uri="dk:gov:saml:attribute:CvrNumberIdentifier"><a:Value>11111111</a:Value></a:ClaimType>
            </w:Claims>""".formatted(TRUST)))).getDocumentElement());
        sts.getProperties().putAll(sikkerhed);

        URL wsdl = new URL(adresse + a[0] + "?wsdl");
        Service service = Service.create(wsdl, navn(wsdl));
        var klient = service.createDispatch(service.getPorts().next(), Source.class, Service.Mode.PAYLOAD);
        klient.getRequestContext().putAll(sikkerhed);
        klient.getRequestContext().put(SecurityConstants.STS_CLIENT, sts);
        klient.getRequestContext().put(SecurityConstants.STS_APPLIES_TO, a[1]);
        klient.getRequestContext().put("javax.xml.ws.soap.http.soapaction.use", true);
        klient.getRequestContext().put("javax.xml.ws.soap.http.soapaction.uri", a[2]);
        try {
            Source svar = klient.invoke(new StreamSource(a[3]));
            TransformerFactory.newInstance().newTransformer().transform(svar, new StreamResult(System.out));
            System.out.println();
        } catch (SOAPFaultException f) {
            System.err.println("refused: " + f.getMessage()); // begins with the number that `samspil fejl` explains
            System.exit(1);
        }
    }

    /** TLS, for the WSDLs and the calls. In a real program CXF's http-conf:conduit does this. */
    private static void tls(Path mappe) throws Exception {
        Path lager = mappe.resolve("truststore.p12");
        // what CXF makes itself
        System.setProperty("javax.net.ssl.trustStore", lager.toString());
        System.setProperty("javax.net.ssl.trustStorePassword", KODE);
        // what Java has made already, as inside Maven (exec:java)
        TrustManagerFactory tillid = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        tillid.init(KeyStore.getInstance(lager.toFile(), KODE.toCharArray()));
        SSLContext kontekst = SSLContext.getInstance("TLS");
        kontekst.init(null, tillid.getTrustManagers(), null);
        SSLContext.setDefault(kontekst);
        HttpsURLConnection.setDefaultSSLSocketFactory(kontekst.getSocketFactory());
    }

    /** Whose key signs, and whose signatures are believed. */
    private static Map<String, Object> sikkerhed(Path mappe) {
        Properties noegler = new Properties();
        String merlin = "org.apache.wss4j.crypto.merlin.";
        noegler.put("org.apache.wss4j.crypto.provider", "org.apache.wss4j.common.crypto.Merlin");
        for (String lager : new String[] {"keystore", "truststore"}) {
            String fil = lager.equals("keystore") ? "demosystem.p12" : "truststore.p12";
            noegler.put(merlin + lager + ".file", mappe.resolve(fil).toString());
            noegler.put(merlin + lager + ".type", "PKCS12");
            noegler.put(merlin + lager + ".password", KODE);
        }
        CallbackHandler kode = kald -> {
            for (var k : kald) {
                ((WSPasswordCallback) k).setPassword(KODE);
            }
        };
        Map<String, Object> valg = new TreeMap<>();
        valg.put(SecurityConstants.SIGNATURE_PROPERTIES, noegler);
        valg.put(SecurityConstants.ENCRYPT_PROPERTIES, noegler);
        valg.put(SecurityConstants.ENCRYPT_USERNAME, "samspil-signering"); // the service's certificate in the truststore
        valg.put(SecurityConstants.STS_TOKEN_PROPERTIES, noegler);
        valg.put(SecurityConstants.STS_TOKEN_USE_CERT_FOR_KEYINFO, "true");
        valg.put(SecurityConstants.CALLBACK_HANDLER, kode);
        // Basic256Sha256 of the policies means digests only: without this CXF signs with RSA-SHA1, which is refused (SAM-2103).
        valg.put("ws-security.asymmetric.signature.algorithm", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
        return valg;
    }

    /** The one service of a WSDL. */
    private static QName navn(URL wsdl) throws Exception {
        var d = DocumentBuilderFactory.newDefaultNSInstance().newDocumentBuilder().parse(wsdl.toString()).getDocumentElement();
        var service = d.getElementsByTagNameNS("http://schemas.xmlsoap.org/wsdl/", "service").item(0);
        return new QName(d.getAttribute("targetNamespace"), service.getAttributes().getNamedItem("name").getNodeValue());
    }
}
