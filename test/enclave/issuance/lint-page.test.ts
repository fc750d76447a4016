import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LINT_RULES } from '../../../enclave/issuance/certificate-lint.ts';

const ROOT = join(import.meta.dirname, '../../..');

const INTRODUCTION = `# Lints of certificates

For auditors and whoever sees \`lintFailed\`: what the room holds a certificate against before its intent is written. Renewed by
\`npx vitest run --project unit test/enclave/issuance/lint-page.test.ts -u\`.

The TBS is read back by a reader that shares nothing with what wrote it but the primitives of DER, and held against what was asked for and the
document of [profiles](certificate-profiles.md). One finding, and nothing is intended or signed: the refusal names the rule. Each rule has a
test that it fires, and no TBS of any kind passes with one bit turned, or with elements moved, doubled or left out.

In the tests a corpus with every odd character is held against zlint, pkilint and OpenSSL as well.`;

/** A list, not a table: a formatter would pad the columns. */
const page = (): string =>
  `${INTRODUCTION}\n\n${LINT_RULES.map(({ id, source }) => `- \`${id}\`: ${source}`).join('\n')}\n`;

describe('docs/certificate-lints.md', () => {
  it('names every rule with its source', async () => {
    await expect(page()).toMatchFileSnapshot(join(ROOT, 'docs/certificate-lints.md'));
  });
});
