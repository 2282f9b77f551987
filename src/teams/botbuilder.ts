/**
 * The one door to botbuilder: whatever else needs one of its types takes it from here, so that a
 * change of SDK is a change of this file.
 */
export {
  ActivityTypes,
  CardFactory,
  CloudAdapter,
  ConfigurationServiceClientCredentialFactory,
  ConversationState,
  InvokeException,
  MemoryStorage,
  MessageFactory,
  TestAdapter,
  TurnContext,
  type Activity,
  type Attachment,
  type ConversationReference,
  type InvokeResponse,
  type ResourceResponse,
  type StatePropertyAccessor,
  type Storage,
  type StoreItem,
  type StoreItems,
} from 'botbuilder';
export {
  AppCredentials,
  AuthenticationConstants,
  AuthenticationError,
  BotFrameworkAuthentication,
  ClaimsIdentity,
  ConnectorClient,
  ConnectorFactory,
  GovernmentConstants,
  SkillValidation,
  UserTokenClient,
  type AuthenticateRequestResult,
  type ConnectorClientOptions,
  type ServiceClientCredentials,
  type ServiceClientCredentialsFactory,
} from 'botframework-connector';
// The validator itself, without the emulator and skill paths around it: those let anybody grow a
// static list (https://github.com/microsoft/botbuilder-js/pull/3923). The SDK's last version is
// pinned, so this deep import cannot move.
export { JwtTokenExtractor } from 'botframework-connector/lib/auth/jwtTokenExtractor.js';
// One file each: the package's own index loads recognisers for dates and numbers in a dozen
// languages, which cost 150 ms at every start and up to seconds for one hostile text.
export { ComponentDialog } from 'botbuilder-dialogs/lib/componentDialog.js';
export { Dialog, DialogReason, DialogTurnStatus } from 'botbuilder-dialogs/lib/dialog.js';
export { DialogSet } from 'botbuilder-dialogs/lib/dialogSet.js';
export { TextPrompt } from 'botbuilder-dialogs/lib/prompts/textPrompt.js';
export { WaterfallDialog } from 'botbuilder-dialogs/lib/waterfallDialog.js';
export type {
  DialogContext,
  DialogInstance,
  DialogState,
  DialogTurnResult,
  PromptValidatorContext,
  WaterfallStepContext,
} from 'botbuilder-dialogs';
