import { cloudOf, isVaultUrl } from '../gateways/clouds.ts';
import { keyAddress } from '../gateways/key-address.ts';
import { SANDBOX_TENANT } from './sandbox-tenant.ts';
import type { Given } from './settings.ts';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;

export const cloudGiven = ({ CLOUD, TENANT_ID }: Given): NonNullable<Given['CLOUD']> =>
  CLOUD ?? (TENANT_ID === undefined ? 'sandbox' : 'public');

const isSandbox = (given: Given): boolean => cloudGiven(given) === 'sandbox';

/** Something that is wrong with settings that are each right by themselves. */
type Rule = (given: Given) => string | undefined;

const proofOfBot = (given: Given): boolean =>
  given.MicrosoftAppPassword !== undefined || given.MicrosoftAppCertificateKeyPath !== undefined;

const WAYS = [
  'AZURE_CLIENT_SECRET',
  'AZURE_CLIENT_CERTIFICATE_PATH',
  'AZURE_FEDERATED_TOKEN_FILE',
  'MANAGED_IDENTITY_CLIENT_ID',
] as const;

export const waysGiven = (given: Given): readonly (typeof WAYS)[number][] =>
  WAYS.filter((name) => given[name] !== undefined);

/** The bot's own application may act on the tenant too: then nothing more has to be set. */
export const actsAsItself = (given: Given): boolean => {
  const own = given.AZURE_CLIENT_ID === undefined || given.AZURE_CLIENT_ID === given.MicrosoftAppId;
  const proven =
    given.MicrosoftAppType === 'UserAssignedMSI' || given.MicrosoftAppPassword !== undefined;
  return given.MicrosoftAppId !== undefined && own && proven && waysGiven(given).length === 0;
};

const botRules: readonly Rule[] = [
  (given) =>
    given.MicrosoftAppId === undefined && !LOOPBACK.test(given.HOST ?? '127.0.0.1')
      ? 'MicrosoftAppId is missing, so callers cannot be checked: without it HOST has to be 127.0.0.1.'
      : undefined,
  (given) =>
    given.MicrosoftAppId === undefined && !isSandbox(given)
      ? 'MicrosoftAppId is missing: with a real tenant the bot does not start without it. Register an application and set its id.'
      : undefined,
  (given) =>
    given.MicrosoftAppId !== undefined &&
    given.MicrosoftAppType !== 'UserAssignedMSI' &&
    !proofOfBot(given)
      ? 'MicrosoftAppPassword is missing: set it, or MicrosoftAppCertificateThumbprint and MicrosoftAppCertificateKeyPath.'
      : undefined,
  (given) =>
    given.MicrosoftAppType === 'UserAssignedMSI' && proofOfBot(given)
      ? 'MicrosoftAppType is UserAssignedMSI, which signs in without a secret: remove MicrosoftAppPassword and the certificate.'
      : undefined,
  ({ MicrosoftAppCertificateThumbprint: thumbprint, MicrosoftAppCertificateKeyPath: key }) =>
    (thumbprint === undefined) !== (key === undefined)
      ? 'MicrosoftAppCertificateThumbprint and MicrosoftAppCertificateKeyPath go together: set both or none.'
      : undefined,
  (given) =>
    given.MicrosoftAppPassword !== undefined && given.MicrosoftAppCertificateKeyPath !== undefined
      ? 'MicrosoftAppPassword and MicrosoftAppCertificateKeyPath are both set: choose one.'
      : undefined,
];

const tenantRules: readonly Rule[] = [
  (given) =>
    !isSandbox(given) && given.TENANT_ID === undefined
      ? `TENANT_ID is missing: CLOUD is ${cloudGiven(given)}, which has real tenants. Set it, or CLOUD=sandbox.`
      : undefined,
  (given) =>
    isSandbox(given) && (given.TENANT_ID ?? SANDBOX_TENANT) !== SANDBOX_TENANT
      ? 'CLOUD is sandbox, but TENANT_ID names a real tenant: remove one of them.'
      : undefined,
  (given) =>
    waysGiven(given).length > 1
      ? `${waysGiven(given).join(' and ')} are set: choose one way to sign in to the tenant.`
      : undefined,
  (given) =>
    !isSandbox(given) && waysGiven(given).length === 0 && !actsAsItself(given)
      ? `Nothing says how to sign in to the tenant: set one of ${WAYS.join(', ')}.`
      : undefined,
  (given) =>
    !isSandbox(given) &&
    given.AZURE_CLIENT_ID === undefined &&
    given.MicrosoftAppId === undefined &&
    given.MANAGED_IDENTITY_CLIENT_ID === undefined
      ? 'AZURE_CLIENT_ID is missing: set it to the id of the application that acts on the tenant.'
      : undefined,
];

const needs = (name: 'OPERATOR_GROUP' | 'APPROVER_GROUP', deed: string): Rule => {
  return (given) =>
    !isSandbox(given) && given[name] === undefined
      ? `${name} is missing: without it nobody may ${deed}. Set it to the id of an Entra group.`
      : undefined;
};

const onlyInSandbox = (name: 'SANDBOX_URL' | 'SANDBOX_EXCHANGE_LOG'): Rule => {
  return (given) =>
    !isSandbox(given) && given[name] !== undefined
      ? `${name} is set, but CLOUD is ${cloudGiven(given)}: it is for the sandbox only. Remove it.`
      : undefined;
};

const inVaultOfCloud = (name: 'EVIDENCE_KEY' | 'WITNESS_KEY'): Rule => {
  return (given) => {
    const key = given[name];
    const cloud = cloudOf(cloudGiven(given));
    return key !== undefined && !isVaultUrl(cloud, `${new URL(key).origin}/`)
      ? `${name} is in no vault of the cloud ${cloud.name}: its host has to end in ${cloud.vaultSuffix}.`
      : undefined;
  };
};

/** Whoever holds one key must not speak for both. */
const twoKeys: Rule = ({ EVIDENCE_KEY: one, WITNESS_KEY: other }) =>
  one !== undefined && other !== undefined && keyAddress(one) === keyAddress(other)
    ? 'WITNESS_KEY is the same key as EVIDENCE_KEY: a witness has to be somebody else. Name another key.'
    : undefined;

const wholeSignIn: Rule = ({ SSO_AUDIENCE: audience, SSO_CONNECTION: connection }) =>
  (audience === undefined) !== (connection === undefined)
    ? 'SSO_AUDIENCE and SSO_CONNECTION go together: set both or none.'
    : undefined;

export const RULES: readonly Rule[] = [
  ...tenantRules,
  ...botRules,
  needs('OPERATOR_GROUP', 'start a run'),
  needs('APPROVER_GROUP', 'approve anything'),
  inVaultOfCloud('EVIDENCE_KEY'),
  inVaultOfCloud('WITNESS_KEY'),
  twoKeys,
  wholeSignIn,
  onlyInSandbox('SANDBOX_URL'),
  onlyInSandbox('SANDBOX_EXCHANGE_LOG'),
];
