const HIDDEN = '[removed]';
const DEPTH = 6;
const LONGEST = 4000;

/** A name that promises a secret. */
const SECRET_NAME =
  /^(?:authorization|cookie|set-cookie|x-api-key)$|password|passwd|secret|private.?key|access.?token|refresh.?token|id.?token|assertion|^token$/i;

/** What a secret looks like when it lies inside a text. */
const SECRET_TEXTS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g,
  /\beyJ[\w-]{5,}(?:\.[\w-]*){0,2}/g,
  /\b(?:Bearer|Basic)\s+[\w.~+/=-]+/gi,
  /\b(?:client_secret|client_assertion|password|access_token|refresh_token|sig)=[^&\s"']+/gi,
  /\bAccountKey=[^;\s]+/gi,
];

const cleaned = (text: string): string =>
  SECRET_TEXTS.reduce((rest, secret) => rest.replace(secret, HIDDEN), text.slice(0, LONGEST));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function ofError(error: Error, depth: number): unknown {
  const { name, message, stack, cause } = error;
  const more = Object.fromEntries(
    ['code', 'status', 'statusCode'].flatMap((key) => {
      const value: unknown = Reflect.get(error, key);
      return value === undefined || value === '' ? [] : [[key, value]];
    }),
  );
  return redacted(
    { name, message, ...more, stack, ...(cause === undefined ? {} : { cause }) },
    depth,
  );
}

const ofRecord = (record: Readonly<Record<string, unknown>>, depth: number) =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      SECRET_NAME.test(name) ? HIDDEN : redacted(value, depth),
    ]),
  );

/** The same value without keys, tokens and passwords, whether named so or lying inside a text. */
export function redacted(value: unknown, depth = DEPTH): unknown {
  if (typeof value === 'string') return cleaned(value);
  if (typeof value === 'bigint') return String(value);
  if (!isRecord(value)) return typeof value === 'function' ? undefined : value;
  if (depth === 0) return '[deep]';
  if (value instanceof Error) return ofError(value, depth - 1);
  if (value instanceof Date) return value;
  if (ArrayBuffer.isView(value)) return '[bytes]';
  if (Array.isArray(value)) return value.slice(0, 100).map((entry) => redacted(entry, depth - 1));
  return ofRecord(value, depth - 1);
}
