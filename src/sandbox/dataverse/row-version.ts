import type { ServiceAnswer } from '../service.ts';
import type { Row } from './filter-values.ts';
import type { Call } from './org.ts';
import { invalid, versionMismatch } from './refused.ts';

/** The version of a row as answers and conditions write it. */
export const etagOf = (version: unknown): string => `W/"${String(version)}"`;

/** The version that the caller means; every PATCH must name one or take any. */
export function checkMatch({ request }: Call, version: number): void {
  const wanted = request.headers['if-match'];
  if (wanted === undefined)
    throw invalid('If-Match is required: a PATCH without it could create a row.');
  if (wanted !== '*' && wanted !== etagOf(version)) throw versionMismatch();
}

/** 204 with the address of what was changed. */
export const changed = ({ base }: Call, what: string, row?: Row): ServiceAnswer => ({
  status: 204,
  headers: {
    'odata-entityid': `${base}/${what}`,
    ...(row === undefined ? {} : { etag: etagOf(row['versionnumber']) }),
  },
});
