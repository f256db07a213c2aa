import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import javax.xml.bind.annotation.XmlAttribute;
import javax.xml.bind.annotation.XmlElement;
import javax.xml.bind.annotation.XmlElements;
import javax.xml.datatype.DatatypeFactory;
import javax.xml.datatype.XMLGregorianCalendar;
import org.apache.cxf.annotations.SchemaValidation.SchemaValidationType;
import org.apache.cxf.endpoint.Client;
import org.apache.cxf.jaxws.endpoint.dynamic.JaxWsDynamicClientFactory;
import org.apache.cxf.message.Message;
import org.apache.cxf.service.model.BindingOperationInfo;
import org.apache.cxf.service.model.MessagePartInfo;
import org.apache.cxf.ws.security.trust.STSClient;

/**
 * Every operation of every service, by classes that CXF makes from the WSDL that Samspil serves, signed as the WSDL's policy says, the answer
 * verified by WSS4J and held against the served schemas. What is sent is the least that the schema asks for, so that most is answered with 40 or
 * 44: what matters here is that CXF reads every answer.
 */
final class Tjenester {
    private final Opsaetning o;
    private final STSClient sts;
    int operationer;

    Tjenester(Opsaetning o) throws Exception {
        this.o = o;
        this.sts = o.sts("11111111");
    }

    void kald(String sti, String entityId) throws Exception {
        ClassLoader foer = Thread.currentThread().getContextClassLoader();
        Client klient = JaxWsDynamicClientFactory.newInstance(o.bus).createClient(o.adresse + sti + "?wsdl", foer);
        try {
            o.sikkerhed(klient.getRequestContext(), entityId, sts);
            klient.getRequestContext().put(Message.SCHEMA_VALIDATION_ENABLED, SchemaValidationType.IN);
            var alle = klient.getEndpoint().getEndpointInfo().getBinding().getOperations();
            var kaldt = new ArrayList<String>();
            for (BindingOperationInfo op : alle) {
                var dele = new TreeMap<Integer, Object>();
                for (MessagePartInfo d : op.getOperationInfo().getInput().getMessageParts()) {
                    dele.put(d.getIndex(), fyld(d.getTypeClass(), 0));
                }
                Object[] svar;
                try {
                    svar = klient.invoke(op, dele.values().toArray());
                } catch (Exception e) {
                    // Serviceplatformen's services refuse by the fault that their WSDLs declare, and in no other way.
                    if (!sti.startsWith("/service/") || !String.valueOf(e.getMessage()).contains("SAM-")) {
                        throw e;
                    }
                    kaldt.add(op.getName().getLocalPart());
                    operationer++;
                    continue;
                }
                if (svar == null || svar.length == 0 || svar[0] == null) {
                    throw new IllegalStateException(sti + " " + op.getName() + ": no answer");
                }
                kaldt.add(op.getName().getLocalPart());
                operationer++;
            }
            System.out.println(sti + ": " + String.join(", ", kaldt));
        } finally {
            klient.destroy();
            Thread.currentThread().setContextClassLoader(foer);
        }
    }

    /** A value with what the schema asks for and nothing more. */
    private static Object fyld(Class<?> t, int dybde) throws Exception {
        if (t == String.class || t == Object.class) {
            return UUID.randomUUID().toString();
        }
        if (t == XMLGregorianCalendar.class) {
            return DatatypeFactory.newInstance().newXMLGregorianCalendar("2026-01-01T00:00:00Z");
        }
        if (t == BigInteger.class) {
            return BigInteger.ONE;
        }
        if (t == BigDecimal.class) {
            return BigDecimal.ONE;
        }
        if (t.isEnum()) {
            return t.getEnumConstants()[0];
        }
        if (t.isPrimitive() || Number.class.isAssignableFrom(t) || t == Boolean.class) {
            return t == boolean.class || t == Boolean.class ? (Object) true : (Object) 1;
        }
        Object v = t.getDeclaredConstructor().newInstance();
        if (dybde > 10) {
            return v;
        }
        for (Class<?> k = t; k != Object.class; k = k.getSuperclass()) {
            for (Field f : k.getDeclaredFields()) {
                if (Modifier.isStatic(f.getModifiers()) || f.getType().isPrimitive() || !kraevet(f)) {
                    continue;
                }
                f.setAccessible(true);
                if (List.class.isAssignableFrom(f.getType())) {
                    var indhold = ((ParameterizedType) f.getGenericType()).getActualTypeArguments()[0];
                    f.set(v, new ArrayList<>(indhold instanceof Class<?> c && c != Object.class ? List.of(fyld(c, dybde + 1)) : List.of()));
                } else {
                    f.set(v, fyld(f.getType(), dybde + 1));
                }
            }
        }
        return v;
    }

    private static boolean kraevet(Field f) {
        XmlElement e = f.getAnnotation(XmlElement.class);
        XmlAttribute a = f.getAnnotation(XmlAttribute.class);
        XmlElements valg = f.getAnnotation(XmlElements.class);
        return e != null && e.required() || a != null && a.required() || valg != null && valg.value().length > 0 && valg.value()[0].required();
    }
}
