import type { GuidedChange } from '../../core/step.ts';
import { withInstructions } from '../instructions.ts';
import { connectExchange } from './portals.ts';
import { quoted } from './powershell.ts';
import type { Site } from './world.ts';

/** A description is one line in a window. */
const oneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();

/** What the policy shall be: for both ways of making it. */
export const wantedPolicy = ({ answers, branches }: Site) => ({
  name: answers.policy.name,
  description: oneLine(answers.policy.description),
  keys: [branches[0].keyUri, branches[1].keyUri] as const,
});

export const CONNECT = [
  'Open PowerShell with the module ExchangeOnlineManagement, as somebody who holds Compliance Administrator or Global Administrator.',
] as const;

function createCommand(site: Site): string {
  const { name, description, keys } = wantedPolicy(site);
  const described = description === '' ? '' : ` -Description ${quoted(description)}`;
  return [
    connectExchange(site.world.settings.cloud),
    `New-M365DataAtRestEncryptionPolicy -Name ${quoted(name)} -AzureKeyIDs @(${keys.map(quoted).join(',')})${described}`,
    `Get-M365DataAtRestEncryptionPolicy -Identity ${quoted(name)} | Format-List Name,Enabled,AzureKeyIDs,Guid`,
  ].join('\n');
}

/** For installations whose bot does not run the cmdlets. */
export function createByHand(site: Site): GuidedChange {
  const { name, description, keys } = wantedPolicy(site);
  return withInstructions({
    kind: 'guided',
    summary: `Create the data encryption policy ${name} with the keys ${keys.join(' and ')}, by hand, and paste what Exchange Online shows of it.`,
    details: {
      operation: 'encryption.policy.create.byHand',
      target: name,
      before: null,
      after: { name, description, keys, enabled: true },
    },
    guide: {
      steps: [
        ...CONNECT,
        'Run the lines below. Creating the policy encrypts nothing yet; it is assigned in a step of its own.',
        'If creating it is refused, leave it at that and paste the refusal: it tells what is missing.',
        'Copy everything that was printed and paste it here. It is compared with this run, and not kept.',
      ],
      command: createCommand(site),
      proof: 'attested',
      statement: `The data encryption policy ${name} exists.`,
      asks: {
        label: 'What the commands printed',
        placeholder: `Name : ${name}, Enabled : True, AzureKeyIDs : {…}, Guid : …`,
      },
    },
  });
}

/** Somebody switched it off; whoever may, switches it on again. */
export function enableByHand({ answers, world }: Site): GuidedChange {
  const { name } = answers.policy;
  return withInstructions({
    kind: 'guided',
    summary: `Enable the data encryption policy ${name} again, by hand: it has the right keys but is disabled.`,
    details: {
      operation: 'encryption.policy.enable',
      target: name,
      before: { enabled: false },
      after: { enabled: true },
    },
    guide: {
      steps: [...CONNECT, 'Run the lines below. The next check sees the result.'],
      command: `${connectExchange(world.settings.cloud)}\nSet-M365DataAtRestEncryptionPolicy -Identity ${quoted(name)} -Enabled $true`,
      proof: 'observed',
      statement: `The data encryption policy ${name} is enabled.`,
    },
  });
}
