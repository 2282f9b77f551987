import type { Question } from '../../../core/walkthrough.ts';
import { Answers } from '../answers.ts';
import type { World } from '../world.ts';
import { vaultsIn } from './known.ts';
import { defaultsFor, settingsFields } from './settings-fields.ts';
import { settingsIn } from './settings-read.ts';
import { asForm } from './settings-typed.ts';
import { fatesOf, modelProblem, standingVaults, type StandingVault } from './standing-vaults.ts';

const KEYS =
  'Size of the keys: Key Vault offers all three; no public guide shows another than 2048, and whether Customer Key takes the others is unconfirmed. The onboarding check says so before anything is encrypted. 3072 is proposed because these keys live for years, and security authorities ask for 3000 bits and more by then.';
const IMPORT =
  'Keys that are brought along leave a copy outside the vault, which is no valid backup; importing them is done by hand with the tool of the hardware’s vendor.';
const FIREWALL =
  'With the firewall, the public address from which the bot itself calls has to be among the addresses, or it locks itself out and every later step fails. Microsoft’s own use of the keys is let in either way.';
const RETENTION = [
  'Mandatory retention period: Microsoft’s pages of 2019 to 2022 demand it for every kind of policy; guides of 2025 and 2026 ask for it for SharePoint and OneDrive only. Microsoft’s page of today could not be read, so it is unconfirmed whether audit records still need it.',
  'What follows from asking for it: Microsoft takes days to approve it, it cannot be taken back here, and neither subscription can be cancelled at once any more, which is what protects the keys.',
];
const WORKSPACE =
  'The vaults’ logs are the strongest evidence there is that Microsoft uses the keys. The resource id of a workspace says where they are sent; its Workspace ID, beside it, lets the bot read them there. With the first alone they are kept, but the bot does not look at them.';

const intro = (world: World): readonly string[] => [
  world.settings.retention === 'required'
    ? 'This installation demands the mandatory retention period for both subscriptions.'
    : 'Everything has a proposal. The mandatory retention period is recommended here, not demanded.',
];

const notesFor = (vaults: readonly StandingVault[]): readonly string[] => [
  ...fatesOf(vaults),
  KEYS,
  IMPORT,
  FIREWALL,
  ...RETENTION,
  WORKSPACE,
];

/** How keys, vaults and policy shall be; what was said of the vaults is told once more. */
export const settingsQuestion = (world: World): Question => ({
  id: 'settings',
  async form(answers, input) {
    const known = vaultsIn(answers);
    const vaults = await standingVaults(world, known);
    return {
      title: 'How shall keys, vaults and policy be?',
      intro: intro(world),
      fields: settingsFields(world, input, defaultsFor(known, vaults)),
      typed: 'typed',
      example:
        'defaults, or 4096, policies, trusted 203.0.113.7, leave, workspace /subscriptions/… 1a2b3c4d-…',
      notes: notesFor(vaults),
    };
  },
  async read(answers, given) {
    const said = asForm(given);
    if ('problem' in said) return { kind: 'refused', problem: said.problem };
    const known = vaultsIn(answers);
    const vaults = await standingVaults(world, known);
    const read = settingsIn(world, said.form, defaultsFor(known, vaults));
    if ('problem' in read) return { kind: 'refused', problem: read.problem };
    const all = Answers.safeParse({ ...answers, ...read.settings });
    if (!all.success) return { kind: 'refused', problem: INCOMPLETE };
    const problem = modelProblem(vaults, all.data.permissionModel);
    return problem === undefined
      ? { kind: 'answered', answers: read.settings }
      : { kind: 'refused', problem };
  },
});

const INCOMPLETE =
  'Those answers do not fit together. Type cancel, then set up customer key to begin again.';
