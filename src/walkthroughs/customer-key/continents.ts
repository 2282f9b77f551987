/** Azure's geography groups that are near to these countries (ISO 3166-1), the nearest first. */
const NEAR: readonly (readonly [groups: readonly string[], countries: string])[] = [
  [['US', 'Canada', 'Mexico'], 'US PR GU VI AS MP UM'],
  [['Canada', 'US', 'Mexico'], 'CA PM'],
  [
    ['Mexico', 'US', 'Canada'],
    'MX BZ CR GT HN NI PA SV AG AI AW BB BL BM BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS SX TC TT VC VG',
  ],
  [['South America'], 'AR BO BR CL CO EC FK GF GS GY PE PY SR UY VE BV'],
  [
    ['Europe'],
    'AD AL AM AT AX AZ BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GE GG GI GL GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM TR UA VA XK',
  ],
  // Microsoft 365 keeps the data of most of these in Europe.
  [['Middle East', 'Europe'], 'AE BH IL IQ IR JO KW LB OM PS QA SA SY YE'],
  [
    ['Africa', 'Europe'],
    'AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TF TG TN TZ UG YT ZA ZM ZW',
  ],
  [
    ['Asia Pacific'],
    'AF AQ AU BD BN BT CC CK CN CX FJ FM HK HM ID IN IO JP KG KH KI KP KR KZ LA LK MH MM MN MO MV MY NC NF NP NR NU NZ PF PG PH PK PN PW SB SG TH TJ TK TL TM TO TV TW UZ VN VU WF WS',
  ],
];

/**
 * How near a geography group is to a country: 0 is nearest, undefined is far away or not known.
 * Groups of other clouds begin with the same word, such as `US Gov`.
 */
export function nearness(country: string, group: string): number | undefined {
  const found = NEAR.find(([, countries]) => countries.split(' ').includes(country.toUpperCase()));
  const place = (found?.[0] ?? []).findIndex(
    (near) => group === near || group.startsWith(`${near} `),
  );
  return place === -1 ? undefined : place;
}
