const HIDDEN = '<redacted>';

const HEADERS =
  /^(?:authorization|proxy-authorization|x-ms-authorization-auxiliary|cookie|set-cookie|api-key|x-api-key|x-functions-key|ocp-apim-subscription-key)$/i;
const FIELDS =
  /^(?:client_?secret|client_?assertion|assertion|password|pwd|refresh_?token|access_?token|id_?token|secret_?text|private_?key|account_?key|shared_?access_?key|primary_?key|secondary_?key|connection_?string)$/i;
const PRIVATE_JWK = /^(?:d|dp|dq|qi|p|q|k)$/;

const TOKEN = /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g;
const BEARER = /\bBearer\s+[\w.~+/-]{16,}=*/gi;
const PEM =
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g;
const ACCOUNT = /\b(AccountKey|SharedAccessKey)=[\w+/=]{8,}/gi;
const SIGNATURE = /([?&;]sig=)[^&\s;]+/gi;
const FORM =
  /((?:^|[?&\s;])(?:client_secret|client_assertion|assertion|refresh_token|access_token|id_token|password)=)[^&\s;]+/gi;

/** A text without the secrets that can be told by their looks. */
const inText = (text: string): string =>
  text
    .replace(TOKEN, HIDDEN)
    .replace(BEARER, `Bearer ${HIDDEN}`)
    .replace(PEM, HIDDEN)
    .replace(ACCOUNT, `$1=${HIDDEN}`)
    .replace(SIGNATURE, `$1redacted`)
    .replace(FORM, `$1redacted`);

/** The same data with every secret blacked out, for a file that people may pass on. */
export function redacted(value: unknown): unknown {
  if (typeof value === 'string') return inText(value);
  if (Array.isArray(value)) return value.map(redacted);
  if (typeof value !== 'object' || value === null) return value;
  const isKey = 'kty' in value || 'crv' in value;
  const hidden = (name: string) => FIELDS.test(name) || (isKey && PRIVATE_JWK.test(name));
  const fields = Object.entries(value).map(([name, field]) =>
    hidden(name) && typeof field === 'string' ? [name, HIDDEN] : [name, redacted(field)],
  );
  return Object.fromEntries(fields);
}

/** Headers with their secrets blacked out; a bearer token is still seen to have been there. */
export const redactedHeaders = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (!HEADERS.test(name)) return [name, inText(value)];
      return [name, /^Bearer /i.test(value) ? `Bearer ${HIDDEN}` : HIDDEN];
    }),
  );
