<?php
// ext-soap with OIO IDWS: typed calls from the served WSDL. Finds the KLE subject 27.35.04 and reads it.
// usage: php klasse.php [ADDRESS] [FOLDER WITH KEYSTORES]
require __DIR__ . '/Idws.php';

$klient = new Idws($argv[1] ?? 'https://127.0.0.1:8443', $argv[2] ?? 'samspil-data/klienter', 'demosystem', '11111111', '/klasse/7',
    'http://entityid.kombit.dk/service/klassifikation/7');
$emne = ['AttributListe' => ['Egenskab' => [['BrugervendtNoegleTekst' => '27.35.04']]], 'TilstandListe' => [], 'RelationListe' => []];
try {
    $svar = $klient->soeg($emne);
} catch (Afvist | SoapFault $f) {
    fwrite(STDERR, "refused: {$f->getMessage()}\n");
    exit(1);
}
$uuid = $svar->IdListe->UUIDIdentifikator;
echo "soeg: {$svar->StandardRetur->StatusKode} $uuid\n";
$svar = $klient->laes(['UUIDIdentifikator' => $uuid]);
$egenskab = $svar->FiltreretOejebliksbillede->Registrering->AttributListe->Egenskab;
echo "laes: {$svar->StandardRetur->StatusKode} $egenskab->BrugervendtNoegleTekst $egenskab->TitelTekst\n";
