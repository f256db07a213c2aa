<?php
/* Who may log in, by user name and password, and what is told of them (OIOSAML 3). */
$eid = 'https://data.gov.dk/model/core/eid/';
$bruger = static function (string $uuid, string $navn, string $cvr, string $loa, array $mere = []) use ($eid): array {
    return [
        'nameid' => [$eid . 'professional/uuid/' . $uuid],
        'https://data.gov.dk/concept/core/nsis/loa' => [$loa],
        $eid . 'fullName' => [$navn],
        $eid . 'professional/cvr' => [$cvr],
        $eid . 'professional/uuid/persistent' => [$uuid],
    ] + $mere;
};
$roller = base64_encode(
    '<bpp:PrivilegeList xmlns:bpp="http://itst.dk/oiosaml/basic_privilege_profile">'
    . '<PrivilegeGroup Scope="urn:dk:gov:saml:cvrNumberIdentifier:11111111">'
    . '<Privilege>http://korsbaek.dk/roles/jobrole/forebyggelse/1</Privilege></PrivilegeGroup></bpp:PrivilegeList>'
);
$config = [
    'prøve' => [
        'exampleauth:UserPass',
        'karen:kode' => $bruger('0d6b1f3e-0000-4000-8000-000000000001', 'Karen Kommune', '11111111', 'Substantial', [
            $eid . 'privilegesIntermediate' => [$roller],
        ]),
        'hans:kode' => $bruger('0d6b1f3e-0000-4000-8000-000000000002', 'Hans Høj', '11111111', 'High'),
        'nabo:kode' => $bruger('0d6b1f3e-0000-4000-8000-000000000003', 'Nabo Nielsen', '22222222', 'Substantial'),
        'lis:kode' => $bruger('0d6b1f3e-0000-4000-8000-000000000004', 'Lis Lav', '11111111', 'Low'),
    ],
];
