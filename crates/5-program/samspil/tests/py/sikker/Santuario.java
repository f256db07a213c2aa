import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.xml.security.Init;
import org.apache.xml.security.c14n.Canonicalizer;
import org.apache.xml.security.signature.Reference;
import org.apache.xml.security.signature.XMLSignature;
import org.apache.xml.security.signature.XMLSignatureInput;
import org.apache.xml.security.transforms.Transform;
import org.apache.xml.security.transforms.TransformSpi;
import org.apache.xml.security.transforms.TransformationException;
import org.apache.xml.security.transforms.Transforms;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Apache Santuario as a second opinion on signed assertions and SOAP messages.
 *
 * <pre>
 * java -cp CP Santuario.java verify CERT[,CERT…] FILE…   every signature in each file holds with one of the certificates; prints what it covers
 * java -cp CP Santuario.java sign KEY.pem IN OUT          an assertion: enveloped signature after the Issuer;
 *                                                         a SOAP envelope: Security gets a signature over all wsu:Ids, the token by STR-Transform
 * </pre>
 */
public class Santuario {
    static final String WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    static final String WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    static final String DS = "http://www.w3.org/2000/09/xmldsig#";
    static final String SAML = "urn:oasis:names:tc:SAML:2.0:assertion";
    static final String STR = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform";
    static final String EXC = Canonicalizer.ALGO_ID_C14N_EXCL_OMIT_COMMENTS;

    /** STR-Transform (WSS 1.1, 8.3) for a KeyIdentifier that holds the ID of an assertion in the same message. */
    public static class StrTransform extends TransformSpi {
        @Override
        protected String engineGetURI() {
            return STR;
        }

        @Override
        protected XMLSignatureInput enginePerformTransform(XMLSignatureInput input, OutputStream os, Transform t) throws TransformationException {
            try {
                Element str = (Element) input.getSubNode();
                String id = str.getElementsByTagNameNS(WSSE, "KeyIdentifier").item(0).getTextContent().trim();
                Element token = str.getOwnerDocument().getElementById(id);
                String tekst = new String(Canonicalizer.getInstance(EXC).canonicalizeSubtree(token, "#default"), StandardCharsets.UTF_8);
                int slut = tekst.indexOf('>');
                int navn = tekst.indexOf(' ');
                if (!tekst.substring(0, slut).contains(" xmlns=")) {
                    tekst = tekst.substring(0, navn) + " xmlns=\"\"" + tekst.substring(navn);
                }
                byte[] data = tekst.getBytes(StandardCharsets.UTF_8);
                if (os == null) {
                    return new XMLSignatureInput(data);
                }
                os.write(data);
                XMLSignatureInput ud = new XMLSignatureInput(data);
                ud.setOutputStream(os);
                return ud;
            } catch (IOException | org.apache.xml.security.exceptions.XMLSecurityException e) {
                throw new TransformationException(e);
            }
        }
    }

    public static void main(String[] args) throws Exception {
        Init.init();
        Transform.register(STR, StrTransform.class);
        if (args[0].equals("verify")) {
            List<X509Certificate> certs = new ArrayList<>();
            for (String sti : args[1].split(",")) {
                certs.add(cert(Files.readString(Path.of(sti))));
            }
            for (int i = 2; i < args.length; i++) {
                System.out.println(args[i] + ": " + verify(read(args[i]), certs));
            }
        } else if (args[0].equals("sign")) {
            String pem = Files.readString(Path.of(args[1]));
            Document doc = read(args[2]);
            sign(doc, key(pem), cert(pem));
            try (OutputStream os = Files.newOutputStream(Path.of(args[3]))) {
                TransformerFactory.newInstance().newTransformer().transform(new DOMSource(doc), new StreamResult(os));
            }
        } else {
            throw new IllegalArgumentException("verify or sign");
        }
    }

    /** Every signature must hold; returns the names of what is signed. */
    static String verify(Document doc, List<X509Certificate> certs) throws Exception {
        NodeList alle = doc.getElementsByTagNameNS(DS, "Signature");
        if (alle.getLength() == 0) {
            throw new SecurityException("no signature");
        }
        List<String> dele = new ArrayList<>();
        for (int i = 0; i < alle.getLength(); i++) {
            boolean holder = false;
            for (X509Certificate c : certs) {
                XMLSignature sig = new XMLSignature((Element) alle.item(i), "", true); // secure validation
                if (sig.checkSignatureValue(c)) {
                    holder = true;
                    for (int r = 0; r < sig.getSignedInfo().getLength(); r++) {
                        Reference ref = sig.getSignedInfo().item(r);
                        dele.add(doc.getElementById(ref.getURI().substring(1)).getLocalName());
                    }
                    break;
                }
            }
            if (!holder) {
                throw new SecurityException("signature " + (i + 1) + " of " + alle.getLength() + " does not hold");
            }
        }
        return String.join(" ", dele);
    }

    static void sign(Document doc, PrivateKey key, X509Certificate cert) throws Exception {
        Element rod = doc.getDocumentElement();
        if (rod.getLocalName().equals("Assertion")) {
            XMLSignature sig = new XMLSignature(doc, "", XMLSignature.ALGO_ID_SIGNATURE_RSA_SHA256, EXC);
            rod.insertBefore(sig.getElement(), rod.getElementsByTagNameNS(SAML, "Issuer").item(0).getNextSibling());
            Transforms t = new Transforms(doc);
            t.addTransform(Transforms.TRANSFORM_ENVELOPED_SIGNATURE);
            t.addTransform(EXC);
            sig.addDocument("#" + rod.getAttribute("ID"), t, "http://www.w3.org/2001/04/xmlenc#sha256");
            sig.addKeyInfo(cert);
            sig.sign(key);
            return;
        }
        Element security = (Element) doc.getElementsByTagNameNS(WSSE, "Security").item(0);
        XMLSignature sig = new XMLSignature(doc, "", XMLSignature.ALGO_ID_SIGNATURE_RSA_SHA256, EXC);
        security.appendChild(sig.getElement());
        Element str = null;
        for (Element e : withWsuId(doc)) {
            Transforms t = new Transforms(doc);
            if (e.getLocalName().equals("SecurityTokenReference")) {
                str = e;
                Element p = doc.createElementNS(WSSE, "wsse:TransformationParameters");
                p.setAttributeNS("http://www.w3.org/2000/xmlns/", "xmlns:wsse", WSSE);
                Element c = doc.createElementNS(DS, "ds:CanonicalizationMethod");
                c.setAttribute("Algorithm", EXC);
                p.appendChild(c);
                t.addTransform(STR, p);
            } else {
                t.addTransform(EXC);
            }
            sig.addDocument("#" + e.getAttributeNS(WSU, "Id"), t, "http://www.w3.org/2001/04/xmlenc#sha256");
        }
        Element kopi = doc.createElementNS(WSSE, str.getTagName()); // a clone would take the id with it
        kopi.appendChild(str.getElementsByTagNameNS(WSSE, "KeyIdentifier").item(0).cloneNode(true));
        sig.getKeyInfo().getElement().appendChild(kopi);
        sig.sign(key);
    }

    /** A list of its own: a NodeList grows while the signature does. */
    static List<Element> withWsuId(Document doc) {
        NodeList alle = doc.getElementsByTagNameNS("*", "*");
        List<Element> ud = new ArrayList<>();
        for (int i = 0; i < alle.getLength(); i++) {
            Element e = (Element) alle.item(i);
            if (e.hasAttributeNS(WSU, "Id")) {
                ud.add(e);
            }
        }
        return ud;
    }

    /** Parses without DTD; wsu:Id, ID and Id become ids. */
    static Document read(String sti) throws Exception {
        DocumentBuilderFactory f = DocumentBuilderFactory.newInstance();
        f.setNamespaceAware(true);
        f.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Document doc = f.newDocumentBuilder().parse(new ByteArrayInputStream(Files.readAllBytes(Path.of(sti))));
        NodeList alle = doc.getElementsByTagNameNS("*", "*");
        for (int i = 0; i < alle.getLength(); i++) {
            Element e = (Element) alle.item(i);
            if (e.hasAttributeNS(WSU, "Id")) {
                e.setIdAttributeNS(WSU, "Id", true);
            }
            if (e.hasAttributeNS(null, "ID")) {
                e.setIdAttributeNS(null, "ID", true);
            }
        }
        return doc;
    }

    static X509Certificate cert(String pem) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der(pem, "CERTIFICATE")));
    }

    static PrivateKey key(String pem) throws Exception {
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der(pem, "PRIVATE KEY")));
    }

    static byte[] der(String pem, String slags) {
        String start = "-----BEGIN " + slags + "-----";
        int fra = pem.indexOf(start) + start.length();
        return Base64.getMimeDecoder().decode(pem.substring(fra, pem.indexOf("-----END", fra)));
    }
}
