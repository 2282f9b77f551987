import { z } from 'zod';
import { GatewayError } from '../../core/errors.ts';
import type { Answer, Call } from './call.ts';
import { refusal } from './failure.ts';

/** What the codes of Azure Resource Manager mean here, and what to do next. */
const CODES: Readonly<Record<string, readonly [reason: string, next: string]>> = {
  VaultAlreadyExists: [
    'the name is taken, by another vault or by a deleted one that can still be recovered',
    'Recover that vault, or start again with another name.',
  ],
  VaultNameNotValid: [
    'the service does not take this name',
    'Start again with 3 to 24 letters, digits and single hyphens, a letter first.',
  ],
  MissingSubscriptionRegistration: [
    'the resource provider is not registered in this subscription',
    'Register Microsoft.KeyVault there, then type resume.',
  ],
  ResourceNotFound: [
    'something that it refers to does not exist',
    'Check what was chosen, then start again.',
  ],
  SubscriptionNotFound: [
    'there is no such subscription: it was cancelled, moved to another tenant, or is new and not known everywhere yet',
    'Look for it in the Azure portal, Subscriptions, then type resume.',
  ],
  InvalidAuthenticationTokenTenant: [
    'the subscription belongs to another Entra tenant than the bot',
    'Look in the Azure portal where it was moved to; its keys can be used only by applications of that tenant.',
  ],
  LinkedAuthorizationFailed: [
    'the bot’s application lacks a right on something that this refers to',
    'Where it is about logs, give it the role Log Analytics Contributor on the workspace, then type resume.',
  ],
  ResourceGroupNotFound: [
    'there is no such resource group',
    'Create it again under the same name, then type resume.',
  ],
  ScopeLocked: [
    'a lock forbids it',
    'Have the lock removed by whoever set it for as long as the change takes, then type resume.',
  ],
  PrincipalNotFound: [
    'the directory does not know the new application everywhere yet',
    'Try again in a few minutes.',
  ],
  SkuNotSupported: ['this region has no vaults of that kind', 'Choose another region.'],
  RegionNotSupported: ['this region has no vaults', 'Choose another region.'],
  LocationNotAvailableForResourceType: ['this region has no vaults', 'Choose another region.'],
  ReadOnlyDisabledSubscription: [
    'the subscription is disabled',
    'Have it enabled in the Azure portal, then type resume.',
  ],
  UserNotAuthorized: [
    'the bot’s application has no billing role there; a role in Azure does not help',
    'Have one given in Cost Management, or create the subscription in the Azure portal.',
  ],
  InvalidBillingScope: [
    'the billing account does not take it',
    'Choose another one, or create the subscription in the Azure portal.',
  ],
  RoleAssignmentLimitExceeded: [
    'the subscription has as many role assignments as it can hold',
    'Remove those that are not needed any more, then type resume.',
  ],
};

/** In the text of the refusal, where there is no better place for it. */
const NAMED = /"policyAssignment"\s*:\s*\{\s*"name"\s*:\s*"([^"]*)"/;

const Blamed = z.object({
  error: z.object({
    additionalInfo: z.array(
      z.object({
        info: z.object({
          policyAssignmentDisplayName: z.string().optional(),
          policyAssignmentName: z.string().optional(),
        }),
      }),
    ),
  }),
});

/** The name of the policy that forbids it, where the service says it in a form fit to be shown. */
function blamed({ body, message }: Answer): string {
  const parsed = Blamed.safeParse(body);
  const info = parsed.success ? parsed.data.error.additionalInfo[0]?.info : undefined;
  const name =
    info?.policyAssignmentDisplayName ??
    info?.policyAssignmentName ??
    NAMED.exec(message)?.[1] ??
    '';
  return /^[\p{L}\p{N} ._:()-]{1,80}$/u.test(name) ? ` “${name}”` : '';
}

const sentence = ({ doing }: Call, { status, code }: Answer, reason: string, next: string) =>
  `${doing} failed with status ${status} (${code}): ${reason}. ${next}`;

/** The sentence for a refusal of Azure Resource Manager. */
export function armRefusal(call: Call, answer: Answer): GatewayError {
  const { status, code } = answer;
  const refused = (reason: string, next: string, transient = false) =>
    new GatewayError(sentence(call, answer, reason, next), { status, code, transient });
  if (code === 'RequestDisallowedByPolicy')
    return refused(
      `the Azure Policy${blamed(answer)} of this subscription forbids it`,
      'Ask whoever looks after that policy for an exemption, then type resume.',
    );
  if (code === 'ConflictError')
    return refused(
      'something else is changing it at the moment',
      'Try again in a few minutes.',
      true,
    );
  const known = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
  if (known !== undefined && status < 500) return refused(...known, code === 'PrincipalNotFound');
  return refusal(call, answer);
}

/** The right has been given, but has not reached every part of the cloud yet. */
export const stillSpreading = (
  { doing }: Pick<Call, 'doing'>,
  status: number,
  cause?: unknown,
): GatewayError =>
  new GatewayError(
    `${doing} has to wait: the right to do it was given a few minutes ago and is still spreading. ` +
      'That takes up to ten minutes; it is tried again by itself.',
    { status, code: 'AccessStillSpreading', transient: true, cause },
  );
