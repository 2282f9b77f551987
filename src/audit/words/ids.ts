/** Ids of verbs: groups of messages. What each holds is said by the definitions. */
export const VERBS = [
  'read',
  'read many',
  'export',
  'create',
  'change',
  'delete',
  'share',
  'assign',
  'security',
  'customise',
  'bulk',
  'sign in',
] as const;
export type Verb = (typeof VERBS)[number];

export const ACTORS = [
  'person',
  'admin',
  'guest',
  'application',
  'system',
  'microsoft',
  'partner',
] as const;
export type Actor = (typeof ACTORS)[number];

export const REPORTS = [
  'accessed out-of-box entity',
  'accessed custom entity',
  'accessed admin entity',
  'performed bulk actions',
  'accessed other entity type',
  'accessed admin centre',
  'accessed internal management tool',
  'signed in or out',
  'activated process or plug-in',
  'admin events',
  'audit settings changed',
  'new administrators',
  'application user created',
] as const;
export type ReportId = (typeof REPORTS)[number];

export const WORKLOADS = [
  'dynamics',
  'power platform',
  'exchange',
  'sharepoint',
  'onedrive',
  'entra',
  'teams',
] as const;
export type Workload = (typeof WORKLOADS)[number];

/** Besides these, a span of the day such as `18:00-23:00`. */
export const HOURS = ['outside working hours', 'working hours', 'weekend'] as const;
export type Hours = (typeof HOURS)[number];
