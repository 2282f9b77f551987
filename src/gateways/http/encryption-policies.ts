import { z } from 'zod';
import { GatewayError } from '../../core/errors.ts';
import type {
  EncryptionPolicies,
  EncryptionPolicy,
  NewEncryptionPolicy,
  PolicyAssignment,
} from '../encryption-policies.ts';
import { sameKeys } from '../key-address.ts';
import type { Http } from './client.ts';
import {
  anchorOf,
  CMDLETS,
  ROLE_ENTRY,
  runningCmdlets,
  type RunCmdlet,
} from './encryption-cmdlets.ts';
import { assignedIn, encryptionPolicyOf, means } from './encryption-forms.ts';
import { writeOnce } from './looking.ts';

const ModuleFile = z.object({
  value: z.array(z.object({ exportedCmdlets: z.string().catch('') })),
});

const ASKING = 'Asking which cmdlets the bot may run';

/** What Exchange's own module is told that it may offer to this identity. */
async function listGiven(http: Http, tenantId: string): Promise<ReadonlySet<string>> {
  const path = `/adminapi/v1.0/${tenantId}/EXOModuleFile?Version=3.9.2`;
  const { value } = await http.read(
    {
      doing: ASKING,
      method: 'GET',
      url: `https://${http.cloud.exchange}${path}`,
      headers: { ...anchorOf(tenantId), commandname: '*' },
    },
    ModuleFile,
  );
  const names = value.flatMap(({ exportedCmdlets }) => exportedCmdlets.split(','));
  return new Set(names.map((name) => name.trim().toLowerCase()));
}

async function listInRoles(run: RunCmdlet): Promise<ReadonlySet<string>> {
  const held = await Promise.all(
    CMDLETS.map(async (cmdlet) => {
      const parameters = { Identity: `*\\${cmdlet}` };
      const rows = await run({ doing: ASKING, name: ROLE_ENTRY, parameters, safe: true });
      return rows.length === 0 ? [] : [cmdlet.toLowerCase()];
    }),
  );
  return new Set(held.flat());
}

async function listMissing(http: Http, tenantId: string, run: RunCmdlet) {
  const given = await listGiven(http, tenantId).catch((error: unknown) => {
    // Neither way is documented, so the one stands in for the other.
    if (error instanceof GatewayError && error.status === 404) return listInRoles(run);
    throw error;
  });
  return CMDLETS.filter((name) => !given.has(name.toLowerCase()));
}

const refused = (code: string, sentence: string): GatewayError =>
  new GatewayError(sentence, { status: 409, code, transient: false });

const otherKeys = (name: string): GatewayError =>
  refused(
    'PolicyExists',
    `Creating the policy ${name} was not done: a policy of this name with other keys is there ` +
      'already. Choose another name.',
  );

/** Not to be taken for none: what hangs on it is a door that opens one way. */
const unreadable = (): GatewayError =>
  new GatewayError(
    'Reading the assignment failed: Exchange Online named a policy in a form that is not known. ' +
      'Run Get-M365DataAtRestEncryptionPolicyAssignment by hand, and tell the administrator of ' +
      'this bot.',
    { status: 200, code: 'AssignmentUnreadable', transient: false },
  );

const list = async (run: RunCmdlet): Promise<readonly EncryptionPolicy[]> => {
  const doing = 'Reading the data encryption policies';
  const rows = await run({ doing, name: 'Get-M365DataAtRestEncryptionPolicy', safe: true });
  return rows.map(encryptionPolicyOf);
};

/** Asked for by name, the service answers an unknown name with all policies: so all are asked for. */
const find = async (run: RunCmdlet, name: string): Promise<EncryptionPolicy | undefined> =>
  (await list(run)).find((policy) => policy.name.toLowerCase() === name.toLowerCase());

async function findAssignment(run: RunCmdlet): Promise<PolicyAssignment | undefined> {
  const doing = 'Reading which policy is assigned';
  const name = 'Get-M365DataAtRestEncryptionPolicyAssignment';
  const [[row], policies] = await Promise.all([run({ doing, name, safe: true }), list(run)]);
  if (row === undefined) return undefined;
  const { policy: assigned } = assignedIn(row);
  if (assigned === undefined) throw unreadable();
  if (assigned === '') return undefined;
  const policy = policies.find((one) => means(assigned, one))?.name ?? assigned;
  return { policy, raw: row };
}

const createPolicy =
  (http: Http, run: RunCmdlet): EncryptionPolicies['create'] =>
  async (wanted: NewEncryptionPolicy, requestId) => {
    const { name, description, keys } = wanted;
    const doing = `Creating the policy ${name}`;
    const holds = async () => {
      const found = await find(run, name);
      if (found !== undefined && !sameKeys(found.keys, keys)) throw otherKeys(name);
      return found !== undefined;
    };
    if (await holds()) return;
    const parameters = { Name: name, AzureKeyIDs: keys, Description: description, Enabled: true };
    const send = async () => {
      const cmdlet = 'New-M365DataAtRestEncryptionPolicy';
      await run({ doing, name: cmdlet, parameters, requestId, safe: false });
      return true;
    };
    await writeOnce({ doing, clock: http.clock, holds, send });
  };

const assignPolicy =
  (http: Http, run: RunCmdlet): EncryptionPolicies['assign'] =>
  async (name, requestId) => {
    const doing = `Assigning the policy ${name}`;
    const holds = async () => {
      const found = await findAssignment(run);
      if (found === undefined) return false;
      if (found.policy.toLowerCase() === name.toLowerCase()) return true;
      throw refused(
        'OtherPolicyAssigned',
        `${doing} was not done: another policy is assigned to the tenant. Replacing it is a ` +
          'decision of its own, which this step does not make.',
      );
    };
    if (await holds()) return;
    const send = async () => {
      const cmdlet = 'Set-M365DataAtRestEncryptionPolicyAssignment';
      const parameters = { DataEncryptionPolicy: name };
      await run({ doing, name: cmdlet, parameters, requestId, safe: false });
      return true;
    };
    await writeOnce({ doing, clock: http.clock, holds, send });
  };

/** Data encryption policies over the way that Exchange's own PowerShell module goes. */
export function httpEncryptionPolicies(
  http: Http,
  { tenantId }: { readonly tenantId: string },
): EncryptionPolicies {
  const run = runningCmdlets(http, tenantId);
  return {
    listMissingCmdlets: () => listMissing(http, tenantId, run),
    list: () => list(run),
    find: (name) => find(run, name),
    create: createPolicy(http, run),
    async refresh(name, requestId) {
      const doing = `Telling the policy ${name} about the new key version`;
      const parameters = { Identity: name, Refresh: true };
      // Nothing shows that it happened, and once more does no harm.
      const cmdlet = {
        name: 'Set-M365DataAtRestEncryptionPolicy',
        parameters,
        safe: true,
      } as const;
      await run({ ...cmdlet, doing, requestId });
    },
    async test(name) {
      const doing = `Testing the policy ${name}`;
      const cmdlet = 'Test-M365DataAtRestEncryptionPolicy';
      try {
        const rows = await run({ doing, name: cmdlet, parameters: { Identity: name }, safe: true });
        return { healthy: true, problem: '', raw: rows };
      } catch (error) {
        if (!(error instanceof GatewayError) || error.transient) throw error;
        return { healthy: false, problem: error.message, raw: null };
      }
    },
    findAssignment: () => findAssignment(run),
    assign: assignPolicy(http, run),
  };
}
