import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultSaslConfig;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.SaslMechanism;
import com.rabbitmq.client.impl.LongStringHelper;
import java.io.FileInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Beskedfordeler with RabbitMQ's Java client, as a vendor has it: PORT KEYS SEND-TOKEN RECEIVE-TOKEN DUESLAG. */
public class Amqp {
    private static final int ANTAL = 10;

    public static void main(String[] a) throws Exception {
        int port = Integer.parseInt(a[0]);
        SSLContext tls = tls(Path.of(a[1]));
        String afsend = Files.readString(Path.of(a[2])).trim();
        String modtag = Files.readString(Path.of(a[3])).trim();
        List<String> sendt = new ArrayList<>();
        try (Connection c = forbind(port, tls, afsend); Channel k = c.createChannel()) {
            k.confirmSelect();
            BlockingQueue<String> svar = new LinkedBlockingQueue<>();
            k.addReturnListener(r -> { throw new IllegalStateException("returned: " + r.getReplyText()); });
            k.basicConsume("amq.rabbitmq.reply-to", true, (tag, d) -> svar.add(new String(d.getBody(), StandardCharsets.UTF_8)), tag -> { });
            for (int n = 0; n < ANTAL; n++) {
                String id = UUID.randomUUID().toString();
                AMQP.BasicProperties e = new AMQP.BasicProperties.Builder().correlationId(UUID.randomUUID().toString())
                    .messageId(UUID.randomUUID().toString()).replyTo("amq.rabbitmq.reply-to").headers(Map.of("token", afsend)).build();
                k.basicPublish("AFSEND_BESKED_EXCHANGE", "", true, false, e, besked(id));
                k.waitForConfirmsOrDie(20_000);
                String s = svar.poll(20, TimeUnit.SECONDS);
                if (s == null || !s.contains("<StatusKode>20</StatusKode>")) {
                    throw new IllegalStateException("answer: " + s);
                }
                sendt.add(id);
            }
        }
        List<String> faaet = new ArrayList<>();
        try (Connection c = forbind(port, tls, modtag); Channel k = c.createChannel()) {
            GetResponse g = k.basicGet(a[4], false);
            faaet.add(g.getProps().getMessageId());
            k.basicAck(g.getEnvelope().getDeliveryTag(), false);
            k.basicQos(3);
            BlockingQueue<String> kom = new LinkedBlockingQueue<>();
            k.basicConsume(a[4], false, (tag, d) -> {
                kom.add(d.getProperties().getMessageId());
                k.basicAck(d.getEnvelope().getDeliveryTag(), false);
            }, tag -> { });
            while (faaet.size() < ANTAL) {
                String id = kom.poll(20, TimeUnit.SECONDS);
                if (id == null) {
                    throw new IllegalStateException("fetched only " + faaet);
                }
                faaet.add(id);
            }
        }
        if (!faaet.equals(sendt)) {
            throw new IllegalStateException(sendt + " became " + faaet);
        }
        System.out.println(faaet.size() + " messages sent, confirmed, answered and fetched");
    }

    /** EXTERNAL with the assertion as response. */
    private static Connection forbind(int port, SSLContext tls, String token) throws Exception {
        ConnectionFactory f = new ConnectionFactory();
        f.setHost("127.0.0.1");
        f.setPort(port);
        f.setVirtualHost("BF");
        f.useSslProtocol(tls);
        f.setAutomaticRecoveryEnabled(false);
        f.setSaslConfig(mekanismer -> new SaslMechanism() {
            @Override
            public String getName() {
                return DefaultSaslConfig.EXTERNAL.getSaslMechanism(new String[] {"EXTERNAL"}).getName();
            }

            @Override
            public LongString handleChallenge(LongString challenge, String username, String password) {
                return LongStringHelper.asLongString(token);
            }
        });
        return f.newConnection();
    }

    private static SSLContext tls(Path mappe) throws Exception {
        char[] kode = "samspil".toCharArray();
        KeyStore noegler = KeyStore.getInstance("PKCS12");
        try (FileInputStream ind = new FileInputStream(mappe.resolve("demosystem.p12").toFile())) {
            noegler.load(ind, kode);
        }
        KeyManagerFactory km = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        km.init(noegler, kode);
        KeyStore tillid = KeyStore.getInstance("PKCS12");
        tillid.load(null, null);
        try (FileInputStream ind = new FileInputStream(mappe.resolve("rod.pem").toFile())) {
            tillid.setCertificateEntry("rod", java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(ind));
        }
        TrustManagerFactory tm = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        tm.init(tillid);
        SSLContext c = SSLContext.getInstance("TLS");
        c.init(km.getKeyManagers(), tm.getTrustManagers(), null);
        return c;
    }

    private static byte[] besked(String id) {
        String uuid = "<UUIDIdentifikator>%s</UUIDIdentifikator>";
        return ("<b:Haendelsesbesked xmlns='urn:oio:sagdok:3.0.0' xmlns:b='urn:oio:besked:kuvert:1.0'><b:BeskedId>" + String.format(uuid, id)
            + "</b:BeskedId><b:BeskedVersion>1.0</b:BeskedVersion><b:Beskedkuvert><b:Filtreringsdata><b:Beskedtype>"
            + String.format(uuid, "7654895c-a3f3-4c77-8afd-4c77330f963c") + "</b:Beskedtype><b:ObjektRegistrering><b:ObjektAnsvarligMyndighed>"
            + "<URNIdentifikator>urn:oio:cvr-nr:11111111</URNIdentifikator></b:ObjektAnsvarligMyndighed></b:ObjektRegistrering></b:Filtreringsdata>"
            + "<b:Leveranceinformation/></b:Beskedkuvert></b:Haendelsesbesked>").getBytes(StandardCharsets.UTF_8);
    }
}
