import type { SeededTable } from './tables.ts';

/**
 * Logical name, type, English and German label, and traits of: quiet (not audited at the start),
 * locked (audit flag cannot be changed), fixed (not customizable), secured, of-… (belongs to
 * another column).
 */
export type ColumnLine = readonly [string, string, string, string, string?];

const NAMES: Readonly<Record<string, string>> = {
  contact: 'fullname',
  lead: 'fullname',
  systemuser: 'fullname',
  incident: 'title',
};

/** Name of the column that names a row. */
export const primaryName = ({ logicalName, traits }: Pick<SeededTable, 'logicalName' | 'traits'>) =>
  NAMES[logicalName] ?? (traits.has('activity') ? 'subject' : 'name');

const shared = (table: SeededTable): readonly ColumnLine[] => [
  [`${table.logicalName}id`, 'Uniqueidentifier', table.english[0], table.german[0], 'locked'],
  [primaryName(table), 'String', 'Name', 'Name'],
  ['createdon', 'DateTime', 'Created On', 'Erstellt am', 'quiet'],
  ['createdby', 'Lookup', 'Created By', 'Erstellt von', 'quiet'],
  [
    'createdbyname',
    'String',
    'Created By Name',
    'Erstellt von (Name)',
    'quiet locked of-createdby',
  ],
  ['modifiedon', 'DateTime', 'Modified On', 'Geändert am', 'quiet'],
  ['modifiedby', 'Lookup', 'Modified By', 'Geändert von', 'quiet'],
  ['statecode', 'State', 'Status', 'Status'],
  ['statecodename', 'Virtual', 'Status Name', 'Statusname', 'quiet locked of-statecode'],
  ['statuscode', 'Status', 'Status Reason', 'Statusgrund'],
  ['versionnumber', 'BigInt', 'Version Number', 'Versionsnummer', 'quiet locked'],
  ['importsequencenumber', 'Integer', 'Import Sequence Number', 'Importsequenznummer', 'quiet'],
  ['traversedpath', 'String', 'Traversed Path', 'Durchlaufener Pfad', 'quiet locked fixed'],
];

const OWNER: readonly ColumnLine[] = [
  ['ownerid', 'Owner', 'Owner', 'Besitzer'],
  ['owneridtype', 'EntityName', 'Owner Type', 'Besitzertyp', 'quiet locked of-ownerid'],
];

const MONEY: readonly ColumnLine[] = [
  ['transactioncurrencyid', 'Lookup', 'Currency', 'Währung'],
  ['exchangerate', 'Decimal', 'Exchange Rate', 'Wechselkurs', 'quiet'],
];

const REACH: readonly ColumnLine[] = [
  ['telephone1', 'String', 'Main Phone', 'Telefon'],
  ['emailaddress1', 'String', 'Email', 'E-Mail'],
  ['websiteurl', 'String', 'Website', 'Website', 'quiet'],
  ['address1_city', 'String', 'City', 'Ort'],
  ['address1_country', 'String', 'Country/Region', 'Land'],
  ['description', 'Memo', 'Description', 'Beschreibung', 'quiet'],
  ['donotemail', 'Boolean', 'Do not allow Emails', 'Keine E-Mails zulassen'],
];

const OWN: Readonly<Record<string, readonly ColumnLine[]>> = {
  account: [
    ...REACH,
    ...MONEY,
    ['accountnumber', 'String', 'Account Number', 'Firmennummer'],
    ['creditlimit', 'Money', 'Credit Limit', 'Kreditlimit'],
    ['revenue', 'Money', 'Annual Revenue', 'Jahresumsatz', 'quiet'],
    ['numberofemployees', 'Integer', 'Number of Employees', 'Anzahl der Mitarbeiter'],
    ['industrycode', 'Picklist', 'Industry', 'Branche'],
    ['primarycontactid', 'Lookup', 'Primary Contact', 'Primärer Kontakt'],
    ['parentaccountid', 'Lookup', 'Parent Account', 'Übergeordnete Firma'],
  ],
  contact: [
    ...REACH,
    ['firstname', 'String', 'First Name', 'Vorname'],
    ['lastname', 'String', 'Last Name', 'Nachname'],
    ['jobtitle', 'String', 'Job Title', 'Position'],
    ['birthdate', 'DateTime', 'Birthday', 'Geburtstag', 'secured'],
    ['governmentid', 'String', 'Government', 'Ausweisnummer', 'secured quiet'],
    ['parentcustomerid', 'Customer', 'Company Name', 'Firmenname'],
  ],
  lead: [
    ...REACH,
    ['subject', 'String', 'Topic', 'Thema'],
    ['companyname', 'String', 'Company Name', 'Firmenname'],
    ['leadsourcecode', 'Picklist', 'Lead Source', 'Leadquelle'],
    ['estimatedamount', 'Money', 'Est. Value', 'Geschätzter Wert'],
  ],
  opportunity: [
    ...MONEY,
    ['estimatedvalue', 'Money', 'Est. Revenue', 'Geschätzter Umsatz'],
    ['estimatedclosedate', 'DateTime', 'Est. Close Date', 'Geschätzter Abschluss'],
    ['closeprobability', 'Integer', 'Probability', 'Wahrscheinlichkeit'],
    ['parentaccountid', 'Lookup', 'Account', 'Firma'],
    ['description', 'Memo', 'Description', 'Beschreibung', 'quiet'],
  ],
  incident: [
    ['ticketnumber', 'String', 'Case Number', 'Anfragenummer', 'fixed'],
    ['prioritycode', 'Picklist', 'Priority', 'Priorität'],
    ['caseorigincode', 'Picklist', 'Origin', 'Ursprung', 'quiet'],
    ['customerid', 'Customer', 'Customer', 'Kunde'],
    ['description', 'Memo', 'Description', 'Beschreibung', 'quiet'],
  ],
};

const CUSTOM: readonly ColumnLine[] = [
  ['con_amount', 'Money', 'Amount', 'Betrag'],
  ['con_reviewedon', 'DateTime', 'Reviewed On', 'Geprüft am'],
  ['con_remarks', 'Memo', 'Remarks', 'Bemerkungen', 'quiet'],
];

/** The seeded columns of a table, in the order of their column numbers. */
export const seededColumns = (table: SeededTable): readonly ColumnLine[] => [
  ...shared(table),
  ...(table.ownership === 'user' ? OWNER : []),
  ...(OWN[table.logicalName] ?? []),
  ...(table.traits.has('custom') ? CUSTOM : []),
];
