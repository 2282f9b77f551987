import { isIPv4 } from 'node:net';
import { z } from 'zod';
import { GatewayError } from '../../core/errors.ts';
import { answerOf, silence } from './attempt.ts';
import { stillSpreading } from './azure-refusals.ts';
import type { Answer, Call } from './call.ts';
import { noAnswer, refusal, unreadable } from './failure.ts';
import { Unrepeatable } from './key-vault-once.ts';
import { Shut } from './key-vault-shut.ts';
import { noSignIn } from './tokens.ts';

/** As the library passes errors of the service on. */
const Refused = z.object({
  name: z.literal('RestError'),
  statusCode: z.number(),
  code: z.string().optional().catch(undefined),
  details: z
    .object({
      error: z.object({
        code: z.string().optional().catch(undefined),
        innerError: z.object({ code: z.string() }).optional().catch(undefined),
      }),
    })
    .optional()
    .catch(undefined),
});

const rules = (address: string): string =>
  `Let the address of the bot in${address}, in the network settings of the vault, then type resume.`;

/** The firewall says from where it was called, which is the address that has to be let in. */
function seenIn(message: string): string {
  const [, address] = /\bClient address: (\d[\d.]{6,14})(?![\d.])/.exec(message) ?? [];
  return isIPv4(address ?? '') ? ` (the vault saw it call from ${address})` : '';
}

/** What to do next, by the inner code that says which of the vault's gates is shut. */
const GATES: Readonly<Record<string, string>> = {
  ForbiddenByRbac:
    'Give the bot’s application the role Key Vault Crypto Officer on this vault, then type resume.',
  AccessDenied:
    'Give the bot’s application the permissions get, list, create, import, update, backup, restore, ' +
    'recover, getrotationpolicy and setrotationpolicy for keys in the access policies of this ' +
    'vault, then type resume.',
  ForbiddenByConnection: rules(''),
};

/** Codes that say: wait, it is being done. */
const PASSING = new Set(['ObjectIsBeingDeleted', 'ObjectIsBeingRecovered', 'ConflictError']);
/** No right is missing then. */
const KEY_DISABLED = 'KeyDisabled';
const RIGHTS = new Set(['ForbiddenByRbac', 'AccessDenied', 'Forbidden', '']);

const answer = (status: number, code: string): Answer => ({
  ...{ status, code, ok: false, body: undefined, message: '' },
  text: '',
  header: () => undefined,
});

interface Ruling {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

function adviceOn({ code, message }: Ruling): string {
  if (code === 'ForbiddenByFirewall') return rules(seenIn(message));
  const next = Object.hasOwn(GATES, code) ? GATES[code] : undefined;
  return next ?? GATES['ForbiddenByRbac'] ?? '';
}

function ruledOn(call: Call, ruling: Ruling, cause: unknown): GatewayError {
  const { status, code } = ruling;
  if (PASSING.has(code))
    return new GatewayError(
      `${call.doing} has to wait: the vault is still busy with this key (${code}). It is tried ` +
        'again by itself.',
      { status, code, transient: true, cause },
    );
  if (code === KEY_DISABLED)
    return new GatewayError(
      `${call.doing} failed with status ${status} (${code}): somebody has switched this key off. ` +
        'Type recover key to have it switched on again; data under it cannot be read meanwhile.',
      { status, code, transient: false, cause },
    );
  const advice = {
    403: adviceOn(ruling),
    409: 'Look at the keys of the vault in the Azure portal, then type resume.',
  };
  return refusal({ ...call, advice }, answer(status, code));
}

export interface Asked {
  readonly call: Call;
  /** Whether a right of the bot is still spreading to this vault. */
  spreading(): Promise<boolean>;
}

/** Whatever the library throws, as a sentence. */
export async function translated({ call, spreading }: Asked, error: unknown): Promise<Error> {
  if (error instanceof GatewayError) return error;
  if (error instanceof Unrepeatable) return unrepeated(call, error);
  if (error instanceof Shut) return shutOut({ call, spreading }, error);
  const refused = Refused.safeParse(error);
  if (refused.success) {
    const { statusCode: status, code: outer, details } = refused.data;
    const code = details?.error.innerError?.code ?? details?.error.code ?? outer ?? '';
    return ruledOn(call, { status, code, message: '' }, error);
  }
  return unanswered(call, error);
}

async function shutOut({ call, spreading }: Asked, error: Shut): Promise<GatewayError> {
  const { code, says: message } = error;
  return RIGHTS.has(code) && (await spreading())
    ? stillSpreading(call, 403, error)
    : ruledOn(call, { status: 403, code, message }, error);
}

function unrepeated(call: Call, { response, cause }: Unrepeatable): GatewayError {
  const unsafe = { ...call, safe: false };
  if (response === undefined) return noAnswer(unsafe, silence(call, cause));
  return refusal(unsafe, answerOf(response));
}

const SIGN_IN = /^(?:Aggregate)?Authentication|^CredentialUnavailable/;
const SILENT = new Set(['RestError', 'AbortError', 'TimeoutError']);

function unanswered(call: Call, error: unknown): Error {
  const name = error instanceof Error ? error.name : '';
  if (SIGN_IN.test(name)) return noSignIn(call.doing, error);
  if (SILENT.has(name)) return noAnswer(call, silence(call, error));
  const text = error instanceof Error ? error.message : '';
  if (/\bchallenge\b|must use HTTPS/i.test(text))
    return new GatewayError(
      `${call.doing} was broken off: the vault asked for a sign-in that is not meant for it. Check ` +
        'the CLOUD setting and that nothing stands between the bot and the vault.',
      { status: 401, code: 'ChallengeRefused', transient: false, cause: error },
    );
  return unreadable(call, 200, error, { transient: false });
}
