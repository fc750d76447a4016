import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { apply } from '../../simulator/application.ts';
import { evidenceOfKind } from './case-records.ts';
import { verifyCertificate } from './issued-certificate.ts';
import { onStage, PATIENCE_MS, SIMULTANEOUS } from './story-instance.ts';

const run = promisify(execFile);

/** What the story ends with. */
export interface SimultaneousStory {
  readonly story: 'simultaneous';
  readonly applicationId: string;
  readonly outcome: string;
  /** Folder with the signed text, the OCSP answer, the certificate and the chain. */
  readonly out: string;
}

/**
 * An application signed with a card, its key inside, becomes a certificate: handed-out text, signature,
 * J-LIS' answer, automatic decision, HSM. OpenSSL has to accept the certificate.
 */
export function playSimultaneous(): Promise<SimultaneousStory> {
  return onStage(async ({ instance, portal, sandbox }) => {
    const card = await sandbox.issueCard('ordinary');
    const { applicationId, handedOut } = await apply({ portal, card, service: SIMULTANEOUS });
    const { state } = await portal.waitFor(applicationId, ['issued'], PATIENCE_MS);
    const out = mkdtempSync(join(tmpdir(), 'toroku-story-'));
    writeFileSync(join(out, 'application.txt'), handedOut.text);
    writeFileSync(
      join(out, 'application.p7s'),
      await evidenceOfKind(instance, applicationId, 'signatureContainer'),
    );
    writeFileSync(
      join(out, 'jlis-answer.ocsp'),
      await evidenceOfKind(instance, applicationId, 'jlisAnswer'),
    );
    writeFileSync(join(out, 'certificate.pem'), await portal.certificate(applicationId, 1, 'pem'));
    writeFileSync(join(out, 'certificate.cer'), await portal.certificate(applicationId, 1, 'cer'));
    writeFileSync(join(out, 'chain.pem'), await portal.certificate(applicationId, 1, 'chain'));
    await verifyWithOpenssl(out);
    return { story: 'simultaneous', applicationId, outcome: state, out };
  });
}

/** The second opinion: strict path validation, and that the text is what was signed. */
async function verifyWithOpenssl(out: string): Promise<void> {
  const at = (name: string): string => join(out, name);
  await verifyCertificate(out);
  const read = await run('openssl', [
    'cms',
    '-verify',
    '-binary',
    '-noverify',
    '-inform',
    'DER',
    '-in',
    at('application.p7s'),
    '-out',
    at('signed-content.txt'),
  ]);
  console.error(read.stderr.trim());
}
