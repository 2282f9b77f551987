import type { Table } from '../../gateways/dataverse.ts';

/** A bulk choice of tables, as the classic dialog and the Security page know them. */
export interface Area {
  readonly id: string;
  readonly title: string;
  readonly tables: readonly string[];
}

/**
 * Union of the classic dialog's areas and the admin centre's Security page (sources: System
 * Settings Auditing tab; Manage Dataverse auditing). Which of them an environment has, and which
 * can be changed, is read at run time: the published lists contradict each other.
 */
export const AREAS: readonly Area[] = [
  {
    id: 'common',
    title: 'Common entities',
    tables: [
      'account',
      'contact',
      'lead',
      'list',
      'product',
      'bulkoperation',
      'report',
      'salesliterature',
      'role',
      'systemuser',
      'goal',
      'goalrollupquery',
      'metric',
      'activitypointer',
    ],
  },
  {
    id: 'sales',
    title: 'Sales entities',
    tables: [
      'competitor',
      'invoice',
      'opportunity',
      'salesorder',
      'quote',
      'opportunitysalesprocess',
      'leadtoopportunitysalesprocess',
    ],
  },
  { id: 'marketing', title: 'Marketing entities', tables: ['campaign'] },
  {
    id: 'service',
    title: 'Customer service entities',
    tables: [
      'kbarticle',
      'knowledgearticle',
      'incident',
      'feedback',
      'contract',
      'service',
      'queue',
      'queueitem',
      'translationprocess',
      'expiredprocess',
      'newprocess',
      'phonetocaseprocess',
      'socialprofile',
    ],
  },
  {
    id: 'security',
    title: 'Security',
    tables: [
      'solution',
      'entity',
      'team',
      'position',
      'organization',
      'fieldsecurityprofile',
      'businessunit',
    ],
  },
];

/** Custom tables are covered by no area of Microsoft's; they are ours to offer. */
export const CUSTOM = 'custom';

/** Auditable: all its flags can be set, or are set already. */
export const isAuditable = ({ flags, customizable, auditChangeable }: Table): boolean =>
  (flags.audit && flags.read && flags.readMultiple) ||
  (customizable && (flags.audit || auditChangeable));

/** The tables of an area that this environment has and that can be audited. */
export function tablesOf(area: string, tables: readonly Table[]): readonly Table[] {
  const names = new Set(AREAS.find(({ id }) => id === area)?.tables ?? []);
  const belongs = (table: Table) => (area === CUSTOM ? table.custom : names.has(table.logicalName));
  return tables.filter((table) => belongs(table) && isAuditable(table));
}

export const areaIds: readonly string[] = [...AREAS.map(({ id }) => id), CUSTOM];
export const areaTitle = (area: string): string =>
  AREAS.find(({ id }) => id === area)?.title ?? 'Custom tables';
