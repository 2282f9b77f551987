import type { FoundRecord } from '../../gateways/audit-search.ts';
import type { Span } from '../reader.ts';

/** In `[from, to)`; what has no time is left to the archive, which says why it cannot be used. */
export const isWithin = ({ from, to }: Span, { at }: FoundRecord): boolean =>
  at === undefined || (Date.parse(at) >= Date.parse(from) && Date.parse(at) < Date.parse(to));
