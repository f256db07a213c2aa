import java.nio.file.Path;

/** Usage: Cxf HTTPS-ADDRESS FOLDER-WITH-KEYSTORES tjenester PATH=ENTITYID …   |   … afslag */
public final class Cxf {
    public static void main(String[] a) throws Exception {
        // HttpURLConnection keeps some headers to itself, which a page elsewhere would send.
        System.setProperty("sun.net.http.allowRestrictedHeaders", "true");
        Opsaetning o = new Opsaetning(a[0], Path.of(a[1]), "demosystem");
        switch (a[2]) {
            case "tjenester" -> {
                Tjenester t = new Tjenester(o);
                for (int i = 3; i < a.length; i++) {
                    String[] par = a[i].split("=", 2);
                    t.kald(par[0], par[1]);
                }
                System.out.println(a.length - 3 + " services, " + t.operationer + " operations");
            }
            case "afslag" -> new Afslag(o, Path.of(a[1])).alle();
            default -> throw new IllegalArgumentException(a[2]);
        }
        o.bus.shutdown(true);
    }
}
