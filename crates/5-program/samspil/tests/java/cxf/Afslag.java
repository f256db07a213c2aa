import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.xml.namespace.QName;
import javax.xml.transform.Source;
import javax.xml.ws.BindingProvider;
import javax.xml.ws.Dispatch;
import javax.xml.ws.soap.SOAPBinding;
import javax.xml.ws.soap.SOAPFaultException;
import org.apache.cxf.BusFactory;
import org.apache.cxf.binding.soap.SoapFault;
import org.apache.cxf.io.CachedOutputStream;
import org.apache.cxf.jaxws.DispatchImpl;
import org.apache.cxf.message.Message;
import org.apache.cxf.phase.AbstractPhaseInterceptor;
import org.apache.cxf.phase.Phase;
import org.apache.cxf.ws.addressing.AddressingProperties;
import org.apache.cxf.ws.addressing.AttributedURIType;
import org.apache.cxf.ws.addressing.JAXWSAConstants;
import org.apache.cxf.ws.security.trust.STSClient;

/** Every way of being refused, met by a CXF client that was written with nothing of it in mind: the catalogue's number and text arrive. */
final class Afslag {
    private static final String ORG = "http://stoettesystemerne.dk/service/organisation/3";
    private static final String KLA = "http://entityid.kombit.dk/service/klassifikation/7";
    private static final String DEMO = "http://demo.prod-serviceplatformen.dk/service/DemoService/1";
    private static final String ONS = "http://stoettesystemerne.dk/organisation/6/";
    private static final String SD = "urn:oio:sagdok:3.0.0";
    private static final String DNS = "http://serviceplatformen.dk/xml/wsdl/soap11/SP/Demo/1/";
    private static final String WSA = "http://www.w3.org/2005/08/addressing";
    private static final String BRUGER = "/organisation/bruger/6";
    private static final String LAES = "<b:LaesInput xmlns:b='http://stoettesystemerne.dk/organisation/bruger/6/'><u:UUIDIdentifikator xmlns:u='" + SD
        + "'>b0000000-0000-4000-8000-000000000001</u:UUIDIdentifikator></b:LaesInput>";

    private final Opsaetning o;
    private final Path mappe;
    private final List<String> fejl = new ArrayList<>();
    private int antal;

    Afslag(Opsaetning o, Path mappe) {
        this.o = o;
        this.mappe = mappe;
    }

    private interface Forsoeg {
        void kald() throws Exception;
    }

    /** The call must fail, and the fault's text must hold the number. */
    private void afvist(String hvad, String nummer, Forsoeg f) {
        antal++;
        try {
            f.kald();
            fejl.add(hvad + ": was not refused");
        } catch (Exception e) {
            for (Throwable t = e; t != null; t = t.getCause()) {
                if ((t instanceof SOAPFaultException || t instanceof SoapFault) && t.getMessage().contains("SAM-" + nummer)) {
                    return;
                }
            }
            fejl.add(hvad + ": SAM-" + nummer + " is not what arrived: " + e);
        }
    }

    void alle() throws Exception {
        ulaeselige();
        uden_sikkerhed();
        hos_sts();
        hos_tjenesten();
        fejl.forEach(f -> System.out.println("FAILED: " + f));
        if (!fejl.isEmpty()) {
            throw new IllegalStateException(fejl.size() + " of " + antal + " refusals did not arrive");
        }
        System.out.println(antal + " refusals, every text arrived");
    }

    /** What the wire can't read, in both versions of SOAP, at a service and at the STS. */
    private void ulaeselige() {
        Map<String, UnaryOperator<String>> former = new LinkedHashMap<>();
        former.put("1001", t -> t.substring(0, t.length() - 20));
        former.put("1002", t -> "<!DOCTYPE x [<!ENTITY y 'z'>]>" + t);
        former.put("1003", t -> t.replace("<b:LaesInput", "<b:LaesInput stor='" + "x".repeat(100_000) + "'"));
        former.put("1004", t -> t.replace("</b:LaesInput>", "<x>".repeat(200) + "</x>".repeat(200) + "</b:LaesInput>"));
        former.put("1007", t -> t.replaceAll("(?s)<b:LaesInput.*</b:LaesInput>", ""));
        former.put("1008", t -> t.replace("</b:LaesInput>", "</b:LaesInput><x/>"));
        former.put("1013", t -> t.replaceAll("http://schemas.xmlsoap.org/soap/envelope/|http://www.w3.org/2003/05/soap-envelope", "urn:forkert"));
        former.put("1014", t -> t.replaceAll("<((?:soap|SOAP-ENV)):Body>", "<$1:Header><x xmlns='urn:x' $1:mustUnderstand='1'/></$1:Header><$1:Body>"));
        for (String sti : List.of(BRUGER, Opsaetning.STS)) {
            for (String binding : List.of(SOAPBinding.SOAP11HTTP_BINDING, SOAPBinding.SOAP12HTTP_BINDING)) {
                former.forEach((nummer, form) -> afvist(sti + " " + binding + " " + nummer, nummer, () -> {
                    Dispatch<Source> d = o.uden(o.adresse + sti, binding);
                    ((DispatchImpl<Source>) d).getClient().getOutInterceptors().add(new Omskriv(form));
                    d.invoke(Opsaetning.kilde(LAES));
                }));
            }
        }
    }

    /** Callers that prove nothing. */
    private void uden_sikkerhed() {
        for (String binding : List.of(SOAPBinding.SOAP11HTTP_BINDING, SOAPBinding.SOAP12HTTP_BINDING)) {
            for (String sti : List.of(BRUGER, "/sagdokumentindeks/6", "/ydelselistehent/2", Opsaetning.STS)) {
                afvist("no security " + sti + " " + binding, "2101", () -> o.uden(o.adresse + sti, binding).invoke(Opsaetning.kilde(LAES)));
            }
            // What is no address of a service is told to everybody.
            afvist("no such address " + binding, "3001", () -> o.uden(o.adresse + "/findes/ikke", binding).invoke(Opsaetning.kilde(LAES)));
            afvist("from a foreign page " + binding, "2008", () -> {
                Dispatch<Source> d = o.uden(o.adresse + BRUGER, binding);
                var hoveder = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
                hoveder.put("Sec-Fetch-Site", new ArrayList<>(List.of("cross-site")));
                d.getRequestContext().put(Message.PROTOCOL_HEADERS, hoveder);
                d.invoke(Opsaetning.kilde(LAES));
            });
        }
        String kontekst = "<d:CallDemoServiceRequest xmlns:d='" + DNS + "'><a:AuthorityContext xmlns:a='http://serviceplatformen.dk/xml/schemas/AuthorityContext/1/'>"
            + "<a:MunicipalityCVR>%s</a:MunicipalityCVR></a:AuthorityContext><d:messageString>hej</d:messageString></d:CallDemoServiceRequest>";
        Map.of("19435075", "2109", "22222222", "2113", "x", "2001").forEach((cvr, nummer) -> afvist("AuthorityContext " + cvr, nummer,
            () -> o.uden(o.adresse + "/service/SP/Demo/1", SOAPBinding.SOAP11HTTP_BINDING).invoke(Opsaetning.kilde(String.format(kontekst, cvr)))));
    }

    /** Requests for a token. */
    private void hos_sts() {
        afvist("another authority", "2109", () -> o.sts("19435075").requestSecurityToken(ORG));
        afvist("an authority that does not take part", "2113", () -> o.sts("22222222").requestSecurityToken(ORG));
        afvist("an unknown service", "2110", () -> o.sts("11111111").requestSecurityToken("http://findes.ikke/service/1"));
        afvist("no CVR number", "2111", () -> o.sts("x").requestSecurityToken(ORG));
        afvist("RSA-SHA1", "2103", () -> {
            STSClient sts = o.sts("11111111");
            sts.getProperties().put(Opsaetning.ASYMMETRIC_SIGNATURE_ALGORITHM, "http://www.w3.org/2000/09/xmldsig#rsa-sha1");
            sts.requestSecurityToken(ORG);
        });
        afvist("a window of an hour", "2105", () -> {
            STSClient sts = o.sts("11111111");
            sts.getProperties().put("ws-security.timestamp.timeToLive", "3600");
            sts.requestSecurityToken(ORG);
        });
        afvist("a changed message", "2102", () -> {
            STSClient sts = o.sts("11111111");
            sts.getClient().getOutInterceptors().add(new Omskriv(t -> t.replace(">11111111<", ">19435075<")));
            sts.requestSecurityToken(ORG);
        });
        afvist("To names another service", "2102", () -> {
            STSClient sts = o.sts("11111111");
            sts.setAddressingNamespace(WSA);
            sts.getClient().getRequestContext().put(JAXWSAConstants.CLIENT_ADDRESSING_PROPERTIES, til(KLA));
            sts.requestSecurityToken(ORG);
        });
        afvist("a certificate that no system has", "2108", () -> {
            Opsaetning fremmed = new Opsaetning(o.adresse, mappe, "administrator-leverandoer");
            try {
                fremmed.sts("11111111").requestSecurityToken(ORG);
            } finally {
                BusFactory.setThreadDefaultBus(o.bus);
            }
        });
    }

    /** Signed calls. */
    private void hos_tjenesten() {
        afvist("a token for another service", "2104", () -> bruger(KLA, o.sts("11111111")).invoke(Opsaetning.kilde(LAES)));
        afvist("no agreement, asked for on the way", "2109", () -> bruger(ORG, o.sts("19435075")).invoke(Opsaetning.kilde(LAES)));
        afvist("the message a second time", "2106", () -> {
            String id = "urn:uuid:" + UUID.randomUUID();
            for (int i = 0; i < 2; i++) {
                Dispatch<Source> d = bruger(ORG, o.sts("11111111"));
                AddressingProperties p = til(o.adresse + BRUGER);
                p.setMessageID(uri(id));
                d.getRequestContext().put(JAXWSAConstants.CLIENT_ADDRESSING_PROPERTIES, p);
                d.invoke(Opsaetning.kilde(LAES));
            }
        });
        afvist("a window of an hour", "2105", () -> {
            Dispatch<Source> d = bruger(ORG, o.sts("11111111"));
            d.getRequestContext().put("ws-security.timestamp.timeToLive", "3600");
            d.invoke(Opsaetning.kilde(LAES));
        });
        afvist("a changed body", "2102", () -> {
            Dispatch<Source> d = bruger(ORG, o.sts("11111111"));
            ((DispatchImpl<Source>) d).getClient().getOutInterceptors().add(new Omskriv(t -> t.replace("b0000000-", "b0000001-")));
            d.invoke(Opsaetning.kilde(LAES));
        });
        afvist("another service's message", "1005", () -> {
            Dispatch<Source> d = bruger(ORG, o.sts("11111111"));
            d.getRequestContext().put(BindingProvider.ENDPOINT_ADDRESS_PROPERTY, o.adresse + "/organisation/adresse/6");
            d.invoke(Opsaetning.kilde(LAES));
        });
        afvist("an action of another operation", "1104", () -> {
            Dispatch<Source> d = bruger(ORG, o.sts("11111111"));
            AddressingProperties p = til(o.adresse + BRUGER);
            p.setAction(uri("http://kombit.dk/sts/organisation/bruger/slet"));
            d.getRequestContext().put(JAXWSAConstants.CLIENT_ADDRESSING_PROPERTIES, p);
            d.invoke(Opsaetning.kilde(LAES));
        });
        afvist("DemoService with a token for another service", "2104", () -> {
            Dispatch<Source> d = o.fraWsdl("/service/SP/Demo/1", new QName(DNS, "DemoService"), new QName(DNS, "DemoPort"));
            o.sikkerhed(d.getRequestContext(), ORG, o.sts("11111111"));
            d.invoke(Opsaetning.kilde("<d:CallDemoServiceRequest xmlns:d='" + DNS + "'><d:messageString>hej</d:messageString></d:CallDemoServiceRequest>"));
        });
    }

    private Dispatch<Source> bruger(String entityId, STSClient sts) throws Exception {
        Dispatch<Source> d = o.fraWsdl(BRUGER, new QName(ONS, "BrugerService"), new QName(ONS, "Bruger"));
        o.sikkerhed(d.getRequestContext(), entityId, sts);
        return d;
    }

    private static AddressingProperties til(String adresse) {
        AddressingProperties p = new AddressingProperties();
        p.setTo(uri(adresse));
        return p;
    }

    private static AttributedURIType uri(String tekst) {
        AttributedURIType u = new AttributedURIType();
        u.setValue(tekst);
        return u;
    }

    /** Changes a message after everything else, so that it goes over the wire as no CXF client would send it. */
    private static final class Omskriv extends AbstractPhaseInterceptor<Message> {
        private final UnaryOperator<String> form;

        Omskriv(UnaryOperator<String> form) {
            super(Phase.PRE_STREAM);
            this.form = form;
        }

        @Override
        public void handleMessage(Message m) {
            OutputStream ud = m.getContent(OutputStream.class);
            m.setContent(OutputStream.class, new CachedOutputStream() {
                @Override
                protected void doClose() {
                    try {
                        ud.write(form.apply(new String(getBytes(), StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
                        ud.close();
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }

                @Override
                protected void onWrite() {
                }
            });
        }
    }
}
