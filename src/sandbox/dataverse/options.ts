import type { Call } from './org.ts';
import { badQuery } from './refused.ts';

/** A query option of the request. */
export const option = ({ request }: Call, name: string): string | undefined =>
  request.url.searchParams.get(name) ?? undefined;

const ALLOWED = ['$select', '$filter', '$orderby', '$top', '$count', '$skiptoken', '$expand'];

/** A query option that the service does not have is refused, not ignored. */
export function checkOptions({ request }: Call): void {
  const strange = [...request.url.searchParams.keys()].find(
    (name) => name.startsWith('$') && !ALLOWED.includes(name),
  );
  if (strange !== undefined) throw badQuery(`The query parameter '${strange}' is not supported.`);
}
