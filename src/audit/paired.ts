/** An escape in JSON: halves of a sign, alone or in pairs, and any other, so that none is read twice. */
const ESCAPES = /\\(?:u(d[89ab][0-9a-f]{2})(\\ud[c-f][0-9a-f]{2})?|u(d[c-f][0-9a-f]{2})|[^])/gi;

/**
 * JSON in which every escaped half of a sign has its other half. One alone is JSON all the same, but
 * strict readers such as DuckDB's refuse the whole record: a client that calls itself `\ud800` would
 * leave no trace. It becomes U+FFFD, as everywhere where text cannot be shown.
 */
export const paired = (json: string): string =>
  json.includes('\\ud') || json.includes('\\uD')
    ? json.replace(ESCAPES, (escape, high?: string, low?: string, alone?: string) =>
        (high !== undefined && low === undefined) || alone !== undefined ? '\\ufffd' : escape,
      )
    : json;
