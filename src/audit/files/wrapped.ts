import { paired } from '../paired.ts';

/** The text of the audit record, or why there is none. */
export type Unwrapped = { readonly text: string } | { readonly reason: string };

export const NOT_JSON = 'not JSON';
export const NO_AUDIT_DATA = 'no AuditData';
export const NO_RECORD = 'not an audit record';

/** The records that Microsoft writes begin like this; looking further would cost more than reading. */
const BARE = '{"CreationTime"';

const WRAPPERS = ['AuditData', 'auditData'];

/**
 * Graph and PowerShell put the record into a member of another object, the latter as text. Whether
 * what is left is an audit record is for the archive to say.
 */
export function unwrapped(line: string): Unwrapped {
  const text = paired(line.trim());
  if (!isObject(text)) return { reason: isJson(text) ? NO_RECORD : NOT_JSON };
  if (text.startsWith(BARE) || !WRAPPERS.some((name) => text.includes(`"${name}"`)))
    return { text };
  try {
    return within(JSON.parse(text), text);
  } catch {
    return { reason: NOT_JSON };
  }
}

function within(wrapper: unknown, text: string): Unwrapped {
  if (typeof wrapper !== 'object' || wrapper === null || 'CreationTime' in wrapper) return { text };
  const found = Object.entries(wrapper).find(([name]) => WRAPPERS.includes(name));
  return found === undefined ? { text } : recordIn(found[1]);
}

function recordIn(value: unknown): Unwrapped {
  if (typeof value === 'string') return cellRecord(value);
  return typeof value === 'object' && value !== null
    ? { text: JSON.stringify(value) }
    : { reason: NO_AUDIT_DATA };
}

/** A record that stands as text in a cell or a member. */
export function cellRecord(cell: string): Unwrapped {
  const text = paired(cell.trim());
  if (text === '') return { reason: NO_AUDIT_DATA };
  return isObject(text) ? { text } : { reason: NOT_JSON };
}

const isObject = (text: string): boolean => text.startsWith('{') && text.endsWith('}');

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
