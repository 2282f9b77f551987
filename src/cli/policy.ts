import { realOutside } from '../compose/sandbox.ts';
import { builtInOf, fileSentence, policiesOf, policyFileState } from '../compose/policies.ts';
import type { Config } from '../config.ts';
import { asData, builtInPolicy } from '../core/policy.ts';
import { lintText, type Known } from '../core/policy-lint.ts';
import { policyFileAt } from '../gateways/files/policy-file.ts';
import { openStore } from '../store/open.ts';
import { knownAs, WALKTHROUGHS } from '../walkthroughs/known.ts';
import type { Command, Invocation } from './command.ts';
import { whereOf } from '../compose/where.ts';
import { findConfig, readSettings } from './configured.ts';

const USAGE = 'Usage: npm run cli -- policy lint <file> | policy show [--json]';

/** What a policy file is held against where no bot runs. */
export const KNOWN: Known = { walkthroughs: knownAs(WALKTHROUGHS), signIn: false };

/** The same, with what the settings say: whether anybody can be asked to sign in anew. */
export const knownTo = ({ signIn }: Pick<Config, 'signIn'>): Known => ({
  ...KNOWN,
  signIn: signIn !== undefined,
});

/** Looks a policy file over, or shows the policy that is in force. */
export const policy: Command = async (invocation) => {
  const [what, file, ...more] = invocation.args;
  if (what === 'lint' && file !== undefined && more.length === 0) return lint(file, invocation);
  if (what === 'show' && file === undefined) return show(invocation);
  invocation.complain(USAGE);
  return 2;
};

/** Warnings are about what is weaker than the built-in policy; `change policy` compares exactly. */
async function lint(file: string, { json, print }: Invocation): Promise<number> {
  const text = await policyFileAt(file).read();
  const reading = await readSettings();
  const known = reading.ok ? knownTo(reading.config) : KNOWN;
  const { faults, warnings, policy: sound } = lintText(text, known, builtInPolicy());
  const digest = sound === undefined ? {} : { digest: sound.digest };
  if (json) print(JSON.stringify({ ok: faults.length === 0, faults, warnings, ...digest }));
  else {
    for (const fault of faults) print(`FAULT    ${fault}`);
    for (const warning of warnings)
      print(`warning  ${warning.replace('than before', 'than the built-in policy')}`);
    if (sound !== undefined) print(`ok       ${sound.digest}`);
  }
  return faults.length === 0 ? 0 : 1;
}

async function show(invocation: Invocation): Promise<number> {
  const config = await findConfig(invocation);
  return config === undefined ? 1 : showOf(config, invocation);
}

async function showOf(config: Config, { json, print }: Invocation): Promise<number> {
  const store = await openStore(whereOf(config), realOutside().clock);
  try {
    const policies = policiesOf(store, config.tenantId, builtInOf(config));
    const { policy: inForce, set, approvedBy } = await policies.standing();
    const file = await policyFileState(config, inForce, knownTo(config));
    const { digest, document } = inForce;
    if (json) {
      const since = set === undefined ? {} : { since: set.at, approvedBy };
      const builtIn = set === undefined;
      print(JSON.stringify({ digest, builtIn, ...since, file, policy: asData(document) }));
      return 0;
    }
    print(`digest       ${digest}`);
    print(`in force     ${set === undefined ? 'built in, since the start' : `since ${set.at}`}`);
    if (set !== undefined)
      print(`approved by  ${approvedBy.map(({ name, id }) => `${name} (${id})`).join(', ')}`);
    print(`file         ${fileSentence(file, inForce)}`);
    print(JSON.stringify(document, undefined, 2));
    return 0;
  } finally {
    await store.close();
  }
}
