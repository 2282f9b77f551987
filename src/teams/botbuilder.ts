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
export {
  ComponentDialog,
  ConfirmPrompt,
  Dialog,
  DialogSet,
  DialogTurnStatus,
  TextPrompt,
  WaterfallDialog,
  runDialog,
  type DialogContext,
  type DialogState,
  type DialogTurnResult,
  type PromptValidatorContext,
  type WaterfallStepContext,
} from 'botbuilder-dialogs';
