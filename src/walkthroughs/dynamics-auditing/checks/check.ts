import type { Table } from '../../../gateways/dataverse.ts';
import type { Check as AnyCheck } from '../../check.ts';
import type { Observation } from '../observation.ts';

export { fail, given, note, pass, verdict } from '../../verdict.ts';

/** A common mistake as a program check, `C1` to `C32`. */
export type Check = AnyCheck<Observation>;

/** Names for a sentence; the rest is counted. */
export const names = (tables: readonly Table[], most = 8): string => {
  const shown = tables
    .slice(0, most)
    .map(({ logicalName }) => logicalName)
    .join(', ');
  return tables.length > most ? `${shown} and ${tables.length - most} more` : shown || 'none';
};

export const onOff = (value: boolean | undefined): string =>
  value === undefined ? 'not available' : value ? 'on' : 'off';
