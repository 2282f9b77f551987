import { z } from 'zod';
import type { Call } from './org.ts';
import { badPayload, invalid } from './refused.ts';

const days = z.union([z.literal(-1), z.number().int().min(1).max(365_000)]);

const Change = z.strictObject({
  isauditenabled: z.boolean().optional(),
  isuseraccessauditenabled: z.boolean().optional(),
  isreadauditenabled: z.boolean().optional(),
  auditretentionperiodv2: days.optional(),
  useraccessauditinginterval: z.number().int().min(1).optional(),
  auditsettings: z.string().optional(),
});
export type OrganisationChange = z.infer<typeof Change>;

/** What the body asks for; anything that is not an audit switch is refused. */
export function changeOf({ org, request }: Call): OrganisationChange {
  const parsed = Change.safeParse(request.body);
  const fault = parsed.error?.issues[0];
  if (fault !== undefined)
    throw badPayload(
      `Error identified in Payload provided by the user for Entity :'organizations': ${fault.path.join('.')} ${fault.message}`,
    );
  const change = parsed.data ?? {};
  if (Object.keys(change).length === 0) throw invalid('The request has no content.');
  if ('isreadauditenabled' in change && !org.seed.readLogging)
    throw badPayload(
      "An undeclared property 'isreadauditenabled' which only has property annotations was found.",
    );
  if ('auditretentionperiodv2' in change && org.seed.keyManagedBy === 'Customer')
    throw invalid('Audit retention cannot be set on an environment with a customer-managed key.');
  return change;
}
