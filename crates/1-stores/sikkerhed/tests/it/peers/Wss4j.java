// WSS4J as a peer: signs a message, or checks one. Run from source: java -cp wss4j.jar:… Wss4j.java MODE IN KEYSTORE [OUT]
// MODE: bst (sign, key in a BinarySecurityToken), saml (sign, key in the assertion "_a1"), verify.
// The files wss4j-*.xml beside this one were made by it (WSS4J 1.6.19 of Debian 12) with a key that was thrown away.
import java.io.*;
import java.security.KeyStore;
import java.util.*;
import javax.xml.parsers.*;
import javax.xml.transform.*;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.ws.security.*;
import org.apache.ws.security.components.crypto.Merlin;
import org.apache.ws.security.message.*;
import org.w3c.dom.*;

public class Wss4j {
    static WSEncryptionPart part(String name, String ns) {
        return new WSEncryptionPart(name, ns, "Element");
    }

    public static void main(String[] a) throws Exception {
        WSSConfig.init();
        KeyStore ks = KeyStore.getInstance("PKCS12");
        ks.load(new FileInputStream(a[2]), "pw".toCharArray());
        Merlin crypto = new Merlin();
        crypto.setKeyStore(ks);
        DocumentBuilderFactory f = DocumentBuilderFactory.newInstance();
        f.setNamespaceAware(true);
        Document doc = f.newDocumentBuilder().parse(new File(a[1]));
        if (a[0].equals("verify")) {
            for (WSSecurityEngineResult r : new WSSecurityEngine().processSecurityHeader(doc, null, null, crypto)) {
                List<?> refs = (List<?>) r.get(WSSecurityEngineResult.TAG_DATA_REF_URIS);
                if (refs != null) {
                    for (Object o : refs) {
                        System.out.println("SIGNED " + ((WSDataRef) o).getName().getLocalPart());
                    }
                }
            }
            return;
        }
        WSSecHeader header = new WSSecHeader();
        header.insertSecurityHeader(doc);
        WSSecTimestamp ts = new WSSecTimestamp();
        ts.prepare(doc);
        WSSecSignature s = new WSSecSignature(WSSConfig.getNewInstance());
        s.setUserInfo("n", "pw");
        s.setSignatureAlgorithm("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
        s.setDigestAlgo("http://www.w3.org/2001/04/xmlenc#sha256");
        if (a[0].equals("bst")) {
            s.setKeyIdentifierType(WSConstants.BST_DIRECT_REFERENCE);
        } else {
            s.setKeyIdentifierType(WSConstants.CUSTOM_KEY_IDENTIFIER);
            s.setCustomTokenValueType(WSConstants.WSS_SAML2_KI_VALUE_TYPE);
            s.setCustomTokenId("_a1");
            header.getSecurityHeader().appendChild(doc.getElementsByTagNameNS(WSConstants.SAML2_NS, "Assertion").item(0));
        }
        s.prepare(doc, crypto, header);
        ts.prependToHeader(header);
        if (a[0].equals("bst")) {
            s.prependBSTElementToHeader(header);
        }
        List<WSEncryptionPart> parts = new ArrayList<>();
        parts.add(part("Body", WSConstants.URI_SOAP12_ENV));
        parts.add(part("Action", "http://www.w3.org/2005/08/addressing"));
        parts.add(part("Timestamp", WSConstants.WSU_NS));
        WSEncryptionPart str = part("STRTransform", "");
        str.setId(s.getSecurityTokenReferenceURI());
        parts.add(str);
        s.computeSignature(s.addReferencesToSign(parts, header), false, null);
        Transformer t = TransformerFactory.newInstance().newTransformer();
        t.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        t.transform(new DOMSource(doc), new StreamResult(new FileOutputStream(a[3])));
    }
}
