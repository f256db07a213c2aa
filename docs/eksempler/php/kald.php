<?php
// A signed call with a body from a file.
// usage: php kald.php PATH ENTITY-ID ACTION BODY.xml [ADDRESS] [FOLDER WITH KEYSTORES]
require __DIR__ . '/Idws.php';

[, $sti, $entityId, $action, $fil] = $argv;
$adresse = $argv[5] ?? 'https://127.0.0.1:8443';
$krop = new DOMDocument();
$krop->load($fil);
$konvolut = '<env:Envelope xmlns:env="' . SOAP . '"><env:Body>' . $krop->saveXML($krop->documentElement) . '</env:Body></env:Envelope>';
$klient = new Idws($adresse, $argv[6] ?? 'samspil-data/klienter', 'demosystem', '11111111', $sti, $entityId);
$svar = new DOMDocument();
$svar->preserveWhiteSpace = false;
$svar->formatOutput = true;
try {
    $svar->loadXML($klient->__doRequest($konvolut, $adresse . $sti, $action, SOAP_1_2));
    $indhold = $svar->getElementsByTagNameNS(SOAP, 'Body')[0]->firstElementChild;
    if ($indhold->localName === 'Fault') {
        throw new Afvist($indhold->getElementsByTagNameNS(SOAP, 'Text')[0]->textContent . " (call id $klient->kaldId)");
    }
} catch (Afvist $f) {
    fwrite(STDERR, "refused: {$f->getMessage()}\n");
    exit(1);
}
echo $svar->saveXML($indhold), "\n";
