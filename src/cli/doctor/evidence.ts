import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { realOutside } from '../../compose/sandbox.ts';
import type { Signers } from '../../compose/signers.ts';
import type { Config } from '../../config.ts';
import { MINUTE } from '../../core/clock.ts';
import type { Backlog } from '../../core/evidence.ts';
import type { Signer, Use } from '../../evidence/signer.ts';
import { openStore } from '../../store/open.ts';
import { openBeside } from '../../store/sqlite-beside.ts';
import { FolderInUse } from '../../store/sqlite-guard.ts';
import { found, missing, type Finding } from './finding.ts';
import { whereOf } from '../../compose/where.ts';

/** What the seal of the ledger is looked at with. */
export interface EvidenceParts {
  readonly config: Pick<Config, 'cloud' | 'evidence' | 'approvals' | 'applicationId'>;
  readonly signers: Signers;
  readonly backlog: () => Promise<Backlog>;
  readonly now: Date;
}

/** Both keys, what waits to be sealed, and where phrases are posted. */
export async function evidenceFindings(parts: EvidenceParts): Promise<readonly Finding[]> {
  const kids = new Map<Use, string>();
  return [
    await found('key of checkpoints (EVIDENCE_KEY)', () => keyFinding(parts, 'checkpoint', kids)),
    await found('key of the witness (WITNESS_KEY)', () => keyFinding(parts, 'witness', kids)),
    await found('seal of the ledger', () => sealFinding(parts)),
    await found('phrases of checkpoints (APPROVALS_CHANNEL)', () =>
      Promise.resolve(phraseFinding(parts)),
    ),
  ];
}

const SETTINGS = { checkpoint: 'EVIDENCE_KEY', witness: 'WITNESS_KEY' } as const;

async function keyFinding(
  { config, signers }: EvidenceParts,
  use: Use,
  kids: Map<Use, string>,
): Promise<string> {
  const { dir, key, witnessKey } = config.evidence;
  const address = use === 'checkpoint' ? key : witnessKey;
  // Whoever runs this may be another account than the bot, which could not read a key made here.
  if (address === undefined && !(await exists(join(dir, `${use}.jwk`))))
    return `not made yet: the bot makes one of its own in ${dir} at its first seal`;
  const signer = await signing(signers[use], address, config.applicationId);
  kids.set(use, signer.kid);
  if (use === 'witness' && kids.get('checkpoint') === signer.kid)
    throw missing(
      `The witness has the same key as the checkpoints (${signer.kid}), so it vouches for nothing. Name another key in WITNESS_KEY.`,
    );
  const file =
    signer.from === 'local' && config.cloud !== 'sandbox'
      ? `; it is in a file beside the bot, so whoever can read that can sign as well: name a key in Key Vault in ${SETTINGS[use]}`
      : '';
  return `${signer.name} signs, thumbprint ${signer.kid}; give that to auditors by another way than the packs${file}`;
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** Signs something for once, for a key may be read by whoever may not sign with it. */
async function signing(
  open: Signers['checkpoint'],
  address: string | undefined,
  application: string,
): Promise<Signer> {
  const signer = await open().catch((error: unknown) => refused(error, address, application));
  const probe = randomBytes(32);
  const signature = await signer
    .sign(probe)
    .catch((error: unknown) => refused(error, address, application));
  const key = createPublicKey({ key: { ...signer.jwk }, format: 'jwk' });
  if (!verify('sha256', probe, { key, dsaEncoding: 'ieee-p1363' }, signature))
    throw missing(
      `What ${signer.name} signs does not fit its public key. Name another key, or restore this one from a backup.`,
    );
  return signer;
}

function refused(error: unknown, address: string | undefined, application: string): never {
  const reason = error instanceof Error ? error.message : 'The key could not be used.';
  if (address === undefined) throw missing(reason);
  throw missing(
    `${reason} To let the bot read this key and sign with it: deploy/evidence-key.sh --app ${application} --key ${address}`,
  );
}

/** Entries are sealed within seconds; so long waits nothing unless something is wrong. */
const LATE = 15 * MINUTE;

async function sealFinding({ backlog, now }: EvidenceParts): Promise<string> {
  const { entries, since } = await backlog();
  if (entries === 0 || since === undefined) return 'every entry is under a signed checkpoint';
  const waiting = `${entries} ${entries === 1 ? 'entry is' : 'entries are'} not sealed yet, the oldest of ${since}`;
  if (now.getTime() - Date.parse(since) < LATE) return `${waiting}; the bot does it within seconds`;
  throw missing(
    `${waiting}. Start the bot if it is not running; if it is, look for “ledger.broken” and for “seal” in its log, and at the keys above.`,
  );
}

/** Without a channel the seal still holds; only one of its witnesses is missing. */
const phraseFinding = ({ config }: EvidenceParts): string =>
  config.approvals.channel === undefined
    ? 'posted nowhere, so nobody outside the bot keeps what would show a rollback: name a channel in APPROVALS_CHANNEL, or write down what auditors get from the command checkpoint'
    : 'posted in the approvals channel, once a day and when a run has finished';

/** What waits to be sealed, also while the bot has its folder to itself. */
export async function backlogOf(
  config: Pick<Config, 'databaseUrl' | 'dataDir' | 'tenantId'>,
): Promise<Backlog> {
  const { dataDir, tenantId } = config;
  const { clock } = realOutside();
  const store = await openStore(whereOf(config), clock).catch((error: unknown) => {
    if (error instanceof FolderInUse) return openBeside(dataDir, clock);
    throw error;
  });
  try {
    return await store.tree.backlog(tenantId);
  } finally {
    await store.close();
  }
}
