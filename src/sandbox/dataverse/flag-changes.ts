import { isOn } from './replace.ts';
import type { Call } from './org.ts';
import type { Definition } from './table-definition.ts';

/** Real time that a change of one definition takes, with the customization lock held. */
export const TAKES = 15;

/** Are labels of languages that the body leaves out kept? */
export const merges = ({ request }: Call) =>
  request.headers['mscrm.mergelabels']?.toLowerCase() === 'true';

const FLAGS = ['IsRetrieveAuditEnabled', 'IsRetrieveMultipleAuditEnabled'];

/** The audit flags of a definition, as a change is told. */
export const flags = (definition: Definition) => ({
  audit: isOn(definition, 'IsAuditEnabled'),
  read: definition['IsRetrieveAuditEnabled'] ?? null,
  readMultiple: definition['IsRetrieveMultipleAuditEnabled'] ?? null,
});

/** Audit actions of a table, and of a column. */
export const ENTITY = { level: 102, on: 105, off: 108 };
export const ATTRIBUTE = { level: 103, on: 106, off: 109 };

/** The audit actions that tell of a change between two definitions. */
export function auditMarkers(
  before: Definition,
  after: Definition,
  actions: typeof ENTITY,
): readonly number[] {
  const [was, is] = [isOn(before, 'IsAuditEnabled'), isOn(after, 'IsAuditEnabled')];
  if (was !== is) return [actions.level, is ? actions.on : actions.off];
  return FLAGS.some((flag) => before[flag] !== after[flag]) ? [actions.level] : [];
}
