// A signed call with WCF and OIOIDWS.Net (namespaces Digst.OioIdws.*, version 4), as KOMBIT's own samples and OS2sync do it. NOT RUN by this project's
// tests: .NET is not among the tools that they install.
//
//   dotnet-svcutil https://127.0.0.1:8443/klasse/7?singleWsdl --namespace "*,Klasse7"     makes Reference.cs with KlassePortType and the messages
//
// Certificates: .NET takes a certificate only if its chain ends at a root that the machine trusts, and OIOIDWS.Net asks for revocation online.
//   Windows: import rod.pem into "Trusted Root Certification Authorities", the issuing CA into "Intermediate Certification Authorities".
//   Linux:   copy rod.pem to /usr/local/share/ca-certificates/samspil.crt and run update-ca-certificates.
using Digst.OioIdws.OioWsTrustCore;
using Digst.OioIdws.WscCore.OioWsTrust;
using Klasse7;
using static Digst.OioIdws.SoapCore.FederatedChannelFactoryExtensions;

var adresse = args.Length > 0 ? args[0] : "https://127.0.0.1:8443";
var mappe = args.Length > 1 ? args[1] : "samspil-data/klienter";

static Certificate Fil(string sti, string? kode = null) => new() { FromFileSystem = true, FilePath = sti, Password = kode };

var valg = new OioIdwsWcfConfigurationSection
{
    StsEndpointAddress = adresse + "/runtime/services/kombittrust/14/certificatemixed",
    StsEntityIdentifier = "https://saml.adgangsstyring.samspil.localhost/runtime",
    StsCertificate = Fil(mappe + "/sts.pem"),
    ClientCertificate = Fil(mappe + "/demosystem.p12", "samspil"),
    ServiceCertificate = Fil(mappe + "/signering.pem"),
    WspEndpoint = adresse + "/klasse/7/",
    WspEndpointID = "http://entityid.kombit.dk/service/klassifikation/7",
    WspSoapVersion = "1.2",
    Cvr = "11111111",                  // the authority that the call is for
    TokenLifeTimeInMinutes = 120,
    IncludeLibertyHeader = false,      // true for Serviceplatformen's services (DemoService)
    MaxReceivedMessageSize = 8 * 1024 * 1024,
};
var sts = TokenServiceConfigurationFactory.CreateConfiguration(valg);
var token = new StsTokenService(sts).GetToken();      // lives for two hours: keep it
var klasse = CreateChannelWithIssuedToken<KlassePortType>((System.IdentityModel.Tokens.GenericXmlSecurityToken)token, sts);

var svar = await klasse.soegAsync(new soegRequest
{
    header = new RequestHeaderType { TransactionUUID = Guid.NewGuid().ToString() },
    request = new SoegInputType
    {
        AttributListe = new AttributListeType { Egenskab = new[] { new EgenskabType { BrugervendtNoegleTekst = "27.35.04" } } },
        TilstandListe = new TilstandListeType(),
        RelationListe = new RelationListeType(),
    },
});
// A refused call throws FaultException: its text begins with the number that `samspil fejl` explains. A StandardRetur other than 20 does not throw.
// UnikIdType is a choice: set ItemElementName = UUIDIdentifikator whenever you set Item, or .NET writes your UUID as a URN.
Console.WriteLine($"{svar.response.StandardRetur.StatusKode} {string.Join(' ', svar.response.IdListe)}");
