import { expect } from 'expect';
import { readdir, readFile } from 'node:fs/promises';
import { remembering } from '../../../src/core/walkthrough.ts';
import type { GuidedChange } from '../../../src/core/step.ts';
import { assignByHand } from '../../../src/walkthroughs/customer-key/assignment-plan.ts';
import { createByHand, enableByHand } from '../../../src/walkthroughs/customer-key/policy-guide.ts';
import { backedUpByHand } from '../../../src/walkthroughs/customer-key/steps/backup-by-hand.ts';
import { behindPerimeter } from '../../../src/walkthroughs/customer-key/vaults/perimeter.ts';
import { siteOf } from '../../../src/walkthroughs/customer-key/world.ts';
import { ANSWERS, healthyTenant, SETTINGS } from './checks-world.ts';

const ROOT = new URL('../../../src/walkthroughs/customer-key/', import.meta.url);

/** The guides of a tenant that lives in this cloud. */
async function guidesIn(cloud: string) {
  const { world } = await healthyTenant();
  const site = siteOf({ ...world, settings: { ...SETTINGS, cloud } }, ANSWERS, remembering());
  const signIn = ({ guide }: GuidedChange) => guide.command?.split('\n')[0];
  const policy = { name: 'P', identity: 'P' };
  const details = { operation: 'x', target: 'x', before: null, after: null };
  return {
    exchange: [createByHand(site), enableByHand(site), assignByHand(site, policy, details)].map(
      signIn,
    ),
    azure: signIn(backedUpByHand(site.branches[0])),
    portal: behindPerimeter(site.branches[0]).guide.link?.split('/#')[0],
  };
}

suite('people sign in to the cloud that their tenant is in', () => {
  for (const [cloud, exchange, azure, portal] of [
    ['public', '', '', 'azure.com'],
    ['gcc', '', '', 'azure.com'],
    [
      'gcc-high',
      ' -ExchangeEnvironmentName O365USGovGCCHigh',
      ' -Environment AzureUSGovernment',
      'azure.us',
    ],
    [
      'dod',
      ' -ExchangeEnvironmentName O365USGovDoD',
      ' -Environment AzureUSGovernment',
      'azure.us',
    ],
    ['china', ' -ExchangeEnvironmentName O365China', ' -Environment AzureChinaCloud', 'azure.cn'],
  ] as const)
    test(`in ${cloud}`, async () => {
      const guides = await guidesIn(cloud);

      const line = `Connect-ExchangeOnline${exchange}`;
      expect(guides).toEqual({
        exchange: [line, line, line],
        azure: `Connect-AzAccount${azure}`,
        portal: `https://portal.${portal}`,
      });
    });

  test('no guide has a sign-in of its own', async () => {
    const names = (await readdir(ROOT, { recursive: true })).filter((name) => name.endsWith('.ts'));

    const bare = await Promise.all(
      names.map(async (name) => {
        const text = await readFile(new URL(name, ROOT), 'utf8');
        return /['"`]Connect-(?:ExchangeOnline|AzAccount|MgGraph)|portal\.azure\./.test(text)
          ? [name]
          : [];
      }),
    );

    expect(bare.flat()).toEqual(['portals.ts']);
  });
});
