import { expect } from 'expect';
import fc from 'fast-check';
import { maskAddress, maskName, maskText, maskUser } from '../../src/audit/mask.ts';

suite('Masks', () => {
  test('a person is shown by a letter and their domain, and stays apart from others', () => {
    const bob = maskUser('bob.ruiz@contoso.com');
    const bea = maskUser('bea.ruiz@contoso.com');

    expect(bob).toMatch(/^b•••@contoso\.com \([0-9a-f]{4}\)$/);
    expect(bob).not.toBe(bea);
    expect(maskUser('Bob.Ruiz@contoso.com').slice(1)).toBe(bob.slice(1));
    expect(maskUser('bob.ruiz@contoso.com', 'secret')).not.toBe(bob);
  });

  test('short names, applications and guests give nothing away', () => {
    expect(maskUser('jo@contoso.com')).toMatch(/^•••@contoso\.com \(/);
    expect(maskUser('nightly sync')).toMatch(/^n••• \([0-9a-f]{4}\)$/);
    expect(maskUser('eve_fabrikam.com#ext#@contoso.com')).toMatch(/^e•••@contoso\.com \(/);
    expect(maskUser('𝒳𝒴𝒵@contoso.com')).toMatch(/^𝒳•••@/u);
    expect([maskUser(''), maskUser('unknown')]).toEqual(['', 'unknown']);
    expect([maskName('Adventure Works'), maskName('')]).toEqual([
      expect.stringMatching(/^A••• \(/),
      '',
    ]);
  });

  test('an address is shown as its network', () => {
    const shown: Readonly<Record<string, string>> = {
      '203.0.113.57': '203.0.113.0/24',
      '::ffff:203.0.113.57': '203.0.113.0/24',
      '2001:db8:42:7::9': '2001:db8:42::/48',
      '203.0.113.57/32': '203.0.113.0/24',
      '203.0.0.0/16': '203.0.0.0/16',
      'eve’s laptop': '•••',
      '': '',
    };

    for (const [address, expected] of Object.entries(shown))
      expect(maskAddress(address)).toBe(expected);
  });

  test('people and addresses are found in sentences, and nothing else is changed', () => {
    const masked = maskText('Read by bob.ruiz@contoso.com (from 203.0.113.57), at 10:30. 5 × "a".');

    expect(masked).toMatch(
      /^Read by b•••@contoso\.com \([0-9a-f]{4}\) \(from 203\.0\.113\.0\/24\), at 10:30\. 5 × "a"\.$/,
    );
    expect(maskText('From 203.0.113.57.')).toBe('From 203.0.113.0/24.');
  });

  test('no name survives, however long a text is', () => {
    const name = fc.stringMatching(/^[a-z]{6,12}\.[a-z]{6,12}$/);

    fc.assert(
      fc.property(name, fc.string(), (given, around) => {
        const masked = maskText(`${around} ${given}@contoso.com ${around}`);

        expect(masked).not.toContain(given);
      }),
    );
    expect(maskText('x'.repeat(1_000_000))).toHaveLength(1_000_000);
  });
});
