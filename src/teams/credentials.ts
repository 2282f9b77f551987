import {
  ConfigurationServiceClientCredentialFactory,
  type ServiceClientCredentialsFactory,
} from './botbuilder.ts';

const APP_TYPES = ['SingleTenant', 'UserAssignedMSI', 'MultiTenant'] as const;

/** How the bot proves to Teams that it is itself. */
export interface BotIdentity {
  readonly appId: string;
  readonly appType: string;
  readonly appTenantId?: string;
  readonly appPassword?: string;
  readonly certificate?: { readonly thumbprint: string; readonly privateKey: string };
}

const isBlank = (text: string | undefined): boolean => (text ?? '').trim() === '';

/** What is wrong with the identity; undefined when nothing is. */
export function identityFault(identity: BotIdentity): string | undefined {
  const { appId, appType, appTenantId, appPassword, certificate } = identity;
  // The SDK takes any unknown text for MultiTenant without a word.
  if (!APP_TYPES.some((known) => known.toLowerCase() === appType.toLowerCase()))
    return `The app type "${appType}" is not known. Use one of ${APP_TYPES.join(', ')}.`;
  if (isBlank(appId)) return 'The app id is missing.';
  const msi = appType.toLowerCase() === 'userassignedmsi';
  const proof = !isBlank(appPassword) || certificate !== undefined;
  if (msi && proof) return 'A managed identity needs no password and no certificate: remove it.';
  if (!msi && !proof) return 'The app needs a password or a certificate.';
  if (appType.toLowerCase() !== 'multitenant' && isBlank(appTenantId))
    return `An app of type ${appType} needs its tenant id.`;
  return undefined;
}

/** The SDK's credentials for a checked identity. */
export function credentialsOf(identity: BotIdentity): ServiceClientCredentialsFactory {
  const { appId, appType, appTenantId, appPassword, certificate } = identity;
  return new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: appId,
    // Without an app id the SDK signs nothing, whatever the type; only this one may lack its id.
    MicrosoftAppType: isBlank(appId) ? 'MultiTenant' : appType,
    ...(appTenantId === undefined ? {} : { MicrosoftAppTenantId: appTenantId }),
    ...(appPassword === undefined ? {} : { MicrosoftAppPassword: appPassword }),
    ...(certificate === undefined
      ? {}
      : {
          CertificateThumbprint: certificate.thumbprint,
          CertificatePrivateKey: certificate.privateKey,
        }),
  });
}
