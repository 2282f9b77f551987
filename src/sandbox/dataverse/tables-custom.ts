import type { TableLine } from './tables.ts';

/** What Contoso built for its sales people, and one table that a partner's solution brought. */
export const SALES_CUSTOM_TABLES: readonly TableLine[] = [
  [
    10_101,
    'con_ContractReview',
    'Contract Review/Contract Reviews',
    'Vertragsprüfung/Vertragsprüfungen',
    'user',
    'custom',
  ],
  [
    10_102,
    'con_CreditCheck',
    'Credit Check/Credit Checks',
    'Bonitätsprüfung/Bonitätsprüfungen',
    'user',
    'custom audited',
  ],
  [
    10_103,
    'con_DealDeskRequest',
    'Deal Desk Request/Deal Desk Requests',
    'Deal-Desk-Anfrage/Deal-Desk-Anfragen',
    'user',
    'custom',
  ],
  [
    10_104,
    'con_PricingException',
    'Pricing Exception/Pricing Exceptions',
    'Preisausnahme/Preisausnahmen',
    'user',
    'custom listed',
  ],
  [
    10_105,
    'con_PartnerAgreement',
    'Partner Agreement/Partner Agreements',
    'Partnervereinbarung/Partnervereinbarungen',
    'user',
    'custom',
  ],
  [
    10_106,
    'con_SiteInspection',
    'Site Inspection/Site Inspections',
    'Standortprüfung/Standortprüfungen',
    'user',
    'custom',
  ],
  [
    10_107,
    'con_TerritoryPlan',
    'Territory Plan/Territory Plans',
    'Gebietsplan/Gebietspläne',
    'organisation',
    'custom',
  ],
  [
    10_108,
    'con_ContractReview_Contact',
    'Contract Review Contact/Contract Review Contacts',
    'Vertragsprüfungskontakt/Vertragsprüfungskontakte',
    'none',
    'custom intersect locked',
  ],
  [
    10_190,
    'fab_RouteLicence',
    'Route Licence/Route Licences',
    'Routenlizenz/Routenlizenzen',
    'organisation',
    'custom managed locked fixed',
  ],
  [
    10_191,
    'fab_RoutePlan',
    'Route Plan/Route Plans',
    'Routenplan/Routenpläne',
    'user',
    'custom managed',
  ],
];

export const SERVICE_CUSTOM_TABLES: readonly TableLine[] = [
  [
    10_201,
    'con_WarrantyClaim',
    'Warranty Claim/Warranty Claims',
    'Garantieanspruch/Garantieansprüche',
    'user',
    'custom audited',
  ],
  [
    10_202,
    'con_ReturnShipment',
    'Return Shipment/Return Shipments',
    'Rücksendung/Rücksendungen',
    'user',
    'custom',
  ],
];

export const DEV_CUSTOM_TABLES: readonly TableLine[] = [
  [10_301, 'con_Prototype', 'Prototype/Prototypes', 'Prototyp/Prototypen', 'user', 'custom'],
];
