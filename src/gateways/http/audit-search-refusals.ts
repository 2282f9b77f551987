import { GatewayError } from '../../core/errors.ts';
import { AUDITING_OFF } from '../audit-search.ts';
import type { Answer } from './call.ts';

/** Code of our own: this version of Graph does not have the search. */
export const NOT_SERVED = 'AuditSearchNotServed';

const grant = (permission: string): string =>
  `Give the bot’s application the permission ${permission} of Microsoft Graph, with admin consent; ` +
  'npm run cli -- doctor prints the command. Then ask again.';

/** What to do where a permission is missing; 401 is about the sign-in itself. */
export const adviceFor = (permission: string): Readonly<Record<number, string>> => ({
  403: grant(permission),
});

const NO_SEGMENT = /resource not found for the segment|not found for the segment 'auditlog'/i;
const NO_PERMISSION = /\bdo(?:es)?n['’]?t have any permission/i;

/** Said with other statuses too, by gateways on the way. */
const PASSING = new Set(['ServiceUnavailable', 'RequestTimeout', 'GatewayTimeout']);

/** The vendor's text: the error may be JSON inside a message. Read here, never shown. */
const textOf = ({ body }: Answer): string => JSON.stringify(body ?? '').slice(0, 20_000);

/** The refusals of this service that mean more than their status. */
export const refusedBy =
  (doing: string, permission: string, { creates }: { readonly creates: boolean }) =>
  (answer: Answer): GatewayError | undefined => {
    const { status, code } = answer;
    const told = (says: string, more: { code?: string; transient?: boolean } = {}) =>
      new GatewayError(`${doing} failed with status ${status}: ${says}`, {
        ...{ status, code, transient: false, ...more },
        unknownOutcome: creates && more.transient === true,
      });
    const text = textOf(answer);
    if (text.includes(AUDITING_OFF)) return told(SWITCHED_OFF, { code: AUDITING_OFF });
    if (isNotServed(answer, text, creates)) return told(NOT_OFFERED, { code: NOT_SERVED });
    if (NO_PERMISSION.test(text)) return told(`a permission is missing. ${grant(permission)}`);
    if (status < 429 && PASSING.has(code)) return told(LATER, { transient: true });
    return undefined;
  };

const SWITCHED_OFF =
  'the unified audit log of this tenant is off, so there is nothing to search. To switch it on: ' +
  'set up dynamics auditing.';
const NOT_OFFERED =
  'Microsoft Graph does not offer the search of the audit log to this tenant under that version. ' +
  'GRAPH_AUDIT_SEARCH says which version is asked.';
const LATER = 'the service is not available right now. Try again in a few minutes.';

/** One page of September 2026 lists only reading for v1.0: then it may be creating that is missing. */
const isNotServed = ({ status }: Answer, text: string, creates: boolean): boolean =>
  (status === 400 && NO_SEGMENT.test(text)) || (creates && (status === 404 || status === 405));
