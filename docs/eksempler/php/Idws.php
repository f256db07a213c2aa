<?php
// OIO IDWS for PHP's own SoapClient: a token from the STS, signed messages, verified answers. Needs ext-soap, ext-dom, ext-openssl and ext-curl.
//
//     $klient = new Idws('https://127.0.0.1:8443', 'samspil-data/klienter', 'demosystem', '11111111', '/klasse/7', $entityId);
//     $svar = $klient->soeg([...]);

const SOAP = 'http://www.w3.org/2003/05/soap-envelope';
const WSA = 'http://www.w3.org/2005/08/addressing';
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const WSSE11 = 'http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd';
const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const DS = 'http://www.w3.org/2000/09/xmldsig#';
const SAML2 = 'http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV2.0';
const SAMLID = 'http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLID';
const TRUST = 'http://docs.oasis-open.org/ws-sx/ws-trust/200512';
const EXC_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';

// A refusal. Its text begins with the number that `samspil fejl` explains; `samspil klient afslag` takes its call id.
class Afvist extends RuntimeException
{
}

class Idws extends SoapClient
{
    private array $tokens = [];
    // The id of the newest call, which the server knows it by.
    public string $kaldId = '';

    public function __construct(
        private string $adresse, private string $mappe, private string $system, private string $cvr, private string $sti, private string $entityId
    ) {
        $tls = stream_context_create(['ssl' => ['cafile' => "$mappe/rod.pem", 'verify_peer' => true]]);
        parent::__construct("$adresse$sti?wsdl", ['soap_version' => SOAP_1_2, 'stream_context' => $tls, 'cache_wsdl' => WSDL_CACHE_NONE]);
    }

    // ext-soap has written the message; here it is signed, sent and its answer verified.
    public function __doRequest(string $request, string $location, string $action, int $version, bool $oneWay = false): ?string
    {
        $besked = new DOMDocument();
        $besked->loadXML($request);
        $this->underskriv($besked, $location, $action);
        // DOM would move the token's namespace declarations: it goes in as the text it came as, so that its own signature holds.
        $tekst = str_replace('<!--token-->', $this->token(), $besked->saveXML());
        $svar = $this->send($location, $tekst, ['Content-Type: application/soap+xml; charset=utf-8']);
        $this->verificer($svar);
        return $svar;
    }

    // A SAML token by the STS's REST interface. It lives for hours: keep it.
    private function token(): string
    {
        return $this->tokens[$this->entityId] ??= (function () {
            $certifikat = preg_match('/-----BEGIN CERTIFICATE-----(.+?)-----END/s', file_get_contents("$this->mappe/$this->system.pem"), $m) ? preg_replace('/\s/', '', $m[1]) : '';
            $svar = $this->send("$this->adresse/runtime/api/rest/wstrust/v1/issue", json_encode([
                'TokenType' => SAML2, 'RequestType' => TRUST . '/Issue', 'KeyType' => TRUST . '/PublicKey',
                'AppliesTo' => ['EndpointReference' => ['Address' => $this->entityId]], 'AnvenderKontekst' => ['Cvr' => $this->cvr], 'UseKey' => $certifikat,
            ]), ['Content-Type: application/json']);
            $json = json_decode($svar);
            $token = $json->RequestedSecurityToken->Assertion ?? throw new Afvist(($json->besked ?? $svar) . " (call id $this->kaldId)");
            return base64_decode($token);
        })();
    }

    private function send(string $url, string $krop, array $hoveder): string
    {
        $c = curl_init($url);
        curl_setopt_array($c, [
            CURLOPT_POSTFIELDS => $krop, CURLOPT_HTTPHEADER => [...$hoveder, 'Expect:'], CURLOPT_RETURNTRANSFER => true, CURLOPT_NOPROXY => '*',
            CURLOPT_HEADERFUNCTION => function ($c, string $linje): int {
                if (stripos($linje, 'x-kald-id:') === 0) {
                    $this->kaldId = trim(substr($linje, strlen('x-kald-id:')));
                }
                return strlen($linje);
            },
            CURLOPT_CAINFO => "$this->mappe/rod.pem", CURLOPT_SSLCERT => "$this->mappe/$this->system.pem", CURLOPT_SSLKEY => "$this->mappe/$this->system.key",
        ]);
        $svar = curl_exec($c);
        return $svar === false ? throw new RuntimeException(curl_error($c)) : $svar;
    }

    private function underskriv(DOMDocument $d, string $til, string $action): void
    {
        $x = new DOMXPath($d);
        $x->registerNamespace('s', SOAP);
        $body = $x->query('/s:Envelope/s:Body')[0];
        $hoved = $x->query('/s:Envelope/s:Header')[0] ?? $d->documentElement->insertBefore($d->createElementNS(SOAP, 'env:Header'), $body);
        $ny = fn (DOMNode $ved, string $ns, string $navn, string $tekst = '') => $ved->appendChild($d->createElementNS($ns, $navn, htmlspecialchars($tekst)));
        $dele = [
            $body, $ny($hoved, WSA, 'a:Action', $action), $ny($hoved, WSA, 'a:MessageID', 'urn:uuid:' . self::uuid()), $ny($hoved, WSA, 'a:To', $til),
        ];
        $sikkerhed = $ny($hoved, WSSE, 'o:Security');
        $sikkerhed->setAttributeNS(SOAP, 'env:mustUnderstand', 'true');
        $dele[] = $stempel = $ny($sikkerhed, WSU, 'u:Timestamp');
        $ny($stempel, WSU, 'u:Created', gmdate('Y-m-d\TH:i:s.000\Z'));
        $ny($stempel, WSU, 'u:Expires', gmdate('Y-m-d\TH:i:s.000\Z', time() + 300));
        $sikkerhed->appendChild($d->createComment('token'));
        $tokenId = preg_match('/ ID="([^"]+)"/', $this->token(), $m) ? $m[1] : '';
        $dele[] = $this->henvisning($sikkerhed, $tokenId);

        $signatur = $ny($sikkerhed, DS, 'ds:Signature');
        $info = $ny($signatur, DS, 'ds:SignedInfo');
        $ny($info, DS, 'ds:CanonicalizationMethod')->setAttribute('Algorithm', EXC_C14N);
        $ny($info, DS, 'ds:SignatureMethod')->setAttribute('Algorithm', 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256');
        foreach ($dele as $nr => $del) {
            $del->setAttributeNS(WSU, 'u:Id', "del-$nr");
            $reference = $ny($info, DS, 'ds:Reference');
            $reference->setAttribute('URI', "#del-$nr");
            $ny($ny($reference, DS, 'ds:Transforms'), DS, 'ds:Transform')->setAttribute('Algorithm', EXC_C14N);
            $ny($reference, DS, 'ds:DigestMethod')->setAttribute('Algorithm', 'http://www.w3.org/2001/04/xmlenc#sha256');
            $ny($reference, DS, 'ds:DigestValue', base64_encode(hash('sha256', $del->C14N(true), true)));
        }
        openssl_sign($info->C14N(true), $vaerdi, file_get_contents("$this->mappe/$this->system.key"), OPENSSL_ALGO_SHA256);
        $ny($signatur, DS, 'ds:SignatureValue', base64_encode($vaerdi));
        $this->henvisning($ny($signatur, DS, 'ds:KeyInfo'), $tokenId);
    }

    private function henvisning(DOMNode $ved, string $tokenId): DOMElement
    {
        $d = $ved->ownerDocument;
        $st = $ved->appendChild($d->createElementNS(WSSE, 'o:SecurityTokenReference'));
        $st->setAttributeNS(WSSE11, 'b:TokenType', SAML2);
        $st->appendChild($d->createElementNS(WSSE, 'o:KeyIdentifier', $tokenId))->setAttribute('ValueType', SAMLID);
        return $st;
    }

    // The service's key has signed the body. A fault goes on to ext-soap, which throws it as SoapFault.
    private function verificer(string $svar): void
    {
        $d = new DOMDocument();
        $d->loadXML($svar);
        $x = new DOMXPath($d);
        foreach (['s' => SOAP, 'o' => WSSE, 'ds' => DS, 'u' => WSU] as $praefiks => $ns) {
            $x->registerNamespace($praefiks, $ns);
        }
        if ($x->query('/s:Envelope/s:Body/s:Fault')->length) {
            return;
        }
        $info = $x->query('/s:Envelope/s:Header/o:Security/ds:Signature/ds:SignedInfo')[0] ?? throw new RuntimeException('the answer is not signed');
        $vaerdi = base64_decode($x->evaluate('string(../ds:SignatureValue)', $info));
        $ok = openssl_verify($info->C14N(true), $vaerdi, file_get_contents("$this->mappe/signering.pem"), OPENSSL_ALGO_SHA256) === 1;
        $daekket = [];
        foreach ($x->query('ds:Reference', $info) as $r) {
            $dele = $x->query("//*[@u:Id='" . substr($r->getAttribute('URI'), 1) . "']");
            $sum = base64_decode($x->evaluate('string(ds:DigestValue)', $r));
            $ok = $ok && $dele->length === 1 && hash_equals($sum, hash('sha256', $dele[0]->C14N(true), true));
            $daekket[] = $dele[0] ?? null;
        }
        if (!$ok || !in_array($x->query('/s:Envelope/s:Body')[0], $daekket, true)) {
            throw new RuntimeException('the signature of the answer is wrong');
        }
    }

    private static function uuid(): string
    {
        $b = random_bytes(16);
        $b[6] = chr(ord($b[6]) & 0x0f | 0x40);
        $b[8] = chr(ord($b[8]) & 0x3f | 0x80);
        return vsprintf('%s%s-%s-%s-%s-%s%s%s', str_split(bin2hex($b), 4));
    }
}
