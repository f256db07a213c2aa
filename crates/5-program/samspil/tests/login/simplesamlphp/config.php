<?php
/* SimpleSAMLphp as a municipality's identity provider. SAMSPIL_SSP_ADRESSE is its address, SAMSPIL_SSP_MAPPE a folder of the test. */
$mappe = getenv('SAMSPIL_SSP_MAPPE');
$config = [
    'baseurlpath' => getenv('SAMSPIL_SSP_ADRESSE') . '/',
    'certdir' => "$mappe/cert",
    'loggingdir' => "$mappe/log",
    'datadir' => "$mappe/data",
    'tempdir' => "$mappe/tmp",
    'metadatadir' => __DIR__ . '/metadata',
    'attributenamemapdir' => __DIR__,
    'technicalcontact_name' => 'Prøve',
    'technicalcontact_email' => 'na@example.org',
    'secretsalt' => 'kun til denne prøve',
    'auth.adminpassword' => 'kun til denne prøve',
    'timezone' => 'Europe/Copenhagen',
    'logging.handler' => 'file',
    'logging.logfile' => 'ssp.log',
    'logging.level' => 7,
    'errorreporting' => false,
    'enable.saml20-idp' => true,
    'module.enable' => ['exampleauth' => true],
    'store.type' => 'phpsession',
    'session.phpsession.savepath' => "$mappe/tmp",
    'session.cookie.secure' => false,
    'trusted.url.domains' => null,
    'metadata.sources' => [['type' => 'flatfile'], ['type' => 'xml', 'file' => "$mappe/samspil.xml"]],
];
