// What the bot's application may do in one of the subscriptions of Customer Key: a role of its own
// with the actions that the bot calls, and a condition on whom it may give which role.
// Deployed once for each subscription by customer-key.sh.
targetScope = 'subscription'

@description('Object id of the service principal of the bot’s application.')
param botPrincipalId string

@description('Ids of all subscriptions in which the role can be assigned.')
@minLength(1)
param subscriptionIds array

// The same in every tenant, so that the bot knows the role when it sees it.
var roleId = '7c1f0a52-3f5e-4d0b-9a66-51f2c9d8e4b3'

var cryptoServiceEncryptionUser = 'e147488a-f6f5-4113-8e2d-b22465e65bf6'
var cryptoOfficer = '14b46e9e-c2b7-41b4-b07b-48a6ebf60603'

// Others may be given no more than the use of a key, and only applications; the bot itself may
// become Key Vault Crypto Officer, where its set-up asks for it and people approve.
var mayGive = '((!(ActionMatches{\'Microsoft.Authorization/roleAssignments/write\'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${cryptoServiceEncryptionUser}} AND @Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {\'ServicePrincipal\'}) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${cryptoOfficer}} AND @Request[Microsoft.Authorization/roleAssignments:PrincipalId] ForAnyOfAnyValues:GuidEquals {${botPrincipalId}}))'

resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: roleId
  properties: {
    roleName: 'Audit Steward – Customer Key'
    description: 'Prepares a subscription, its vault and the access to it for Microsoft 365 Customer Key. Deletes nothing.'
    type: 'CustomRole'
    permissions: [
      {
        actions: loadJsonContent('customer-key-actions.json')
        notActions: []
        dataActions: []
        notDataActions: []
      }
    ]
    assignableScopes: [for id in subscriptionIds: '/subscriptions/${id}']
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subscription().id, botPrincipalId, roleId)
  properties: {
    roleDefinitionId: role.id
    principalId: botPrincipalId
    principalType: 'ServicePrincipal'
    description: 'The bot sets Customer Key up here; every change is approved by people first.'
    conditionVersion: '2.0'
    condition: mayGive
  }
}
