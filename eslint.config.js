import tseslint from 'typescript-eslint';

/** Which folder may not import which: imports point inwards (docs/decisions.md, "Layout"). */
const forbid = (files, patterns, message) => ({
  files,
  rules: {
    'no-restricted-imports': ['error', { patterns: [{ regex: patterns.join('|'), message }] }],
  },
});

/** Every bare package but those named. Built-in `node:` modules are always allowed. */
const packagesBut = (...allowed) =>
  `^(?!\\.|node:${allowed.map((name) => `|${name.replace('/', '\\/')}(?:/|$)`).join('')})`;
const botbuilder = '^botbuilder|^botframework';
const outer = '(?:^|/)(?:teams|sandbox|cli|dialogs|main)(?:/|\\.ts$)';

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'data', 'src/sandbox/page/**'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  forbid(
    ['cards/**'],
    [packagesBut(), '(?:^|/)\\.\\./(?:\\.\\./)?(?:src|dialogs)/'],
    'A card is a pure function of its view: it imports only other cards.',
  ),
  forbid(
    ['src/core/**'],
    [packagesBut('zod'), '(?:^|/)\\.\\./'],
    'The core imports nothing outside itself but zod.',
  ),
  forbid(
    ['src/gateways/**', 'src/store/**'],
    [botbuilder, outer, '(?:^|/)(?:walkthroughs|jobs|cards)/'],
    'Gateways and the store know the core and their client libraries only.',
  ),
  forbid(
    ['src/walkthroughs/**', 'src/jobs/**', 'src/audit/**'],
    [botbuilder, outer, '/http/', '(?:^|/)store/'],
    'Walkthroughs, jobs and audit know gateway interfaces, never their HTTP side or the SDK.',
  ),
  forbid(
    ['src/sandbox/**'],
    [botbuilder, '(?:^|/)(?:core|gateways|store|walkthroughs|jobs|audit|teams|cli|dialogs|cards)/'],
    'The sandbox is a fake of their services: it shares no code with ours.',
  ),
  forbid(
    ['dialogs/**'],
    ['/http/', '(?:^|/)(?:store|sandbox|cli|jobs)/', '/main\\.ts$'],
    'A dialog is conversation only.',
  ),
  forbid(
    ['src/teams/**'],
    ['(?:^|/)(?:sandbox|cli|store)/', '/http/'],
    'The Teams side is handed what it needs by main.ts.',
  ),
  forbid(
    ['src/verify/**'],
    [packagesBut('fflate'), '(?:^|/)\\.\\./'],
    'The verifier trusts nothing of ours: it shares no code with the bot.',
  ),
  {
    files: ['src/**/*.ts', 'dialogs/**', 'cards/**'],
    ignores: ['src/cli/**', 'src/verify/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '/verify/',
              message: 'What checks the bot is no part of it: only the cli knows it.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['test/**'],
    rules: { '@typescript-eslint/consistent-type-assertions': 'off', 'no-console': 'off' },
  },
  { files: ['src/cli/**', 'test/bench/**'], rules: { 'no-console': 'off' } },
);
