import { execFile, spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { HsmToken } from '../../adapters/hsm/hsm-token.ts';
import { preparePrintVendor } from '../../simulator/print-vendor.ts';
import { findSoftHsm } from '../bootstrap/find.mjs';
import type { CeremonyScript } from '../commands/ceremony/script.ts';
import { hostEnvironment, pointSoftHsmAt } from '../config.ts';
import { demonstrationScript } from '../demonstration/ceremony-script.ts';
import { demonstrationVendor } from '../demonstration/custodian-files.ts';
import type { Instance } from '../instance/options.ts';
import { TOKEN_LABEL } from '../instance/soft-hsm.ts';

const run = promisify(execFile);
const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The three who hold shares in the story. */
export const HOLDERS = ['custodian-01', 'custodian-02', 'custodian-03'] as const;

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** The room of the story: production's way of a PIN, on a token in software. */
export class CeremonyRoom {
  readonly #instance: Instance;
  readonly #dir: string;
  /** What the enclave-worker and its commands are given: no PIN. */
  readonly env: Record<string, string>;
  /** The PIN that whoever made the token knows. */
  readonly pinFile: string;

  constructor(instance: Instance) {
    this.#instance = instance;
    this.#dir = join(instance.dataDir, 'custodians');
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    const { HSM_PIN_FILE: pinFile = '', ...env } = instance.environmentOf('enclave-worker');
    this.env = env;
    this.pinFile = pinFile;
  }

  /** Where a custodian keeps share and passphrase: in their pocket. */
  filesOf(id: string) {
    return {
      shareFile: join(this.#dir, `${id}.json`),
      passphraseFile: join(this.#dir, `${id}.passphrase`),
    };
  }

  /** The script of the ceremony: three custodians, of whom two are there, and a PIN that nobody has seen. */
  async script(change: Partial<CeremonyScript> = {}): Promise<CeremonyScript> {
    const { env } = this;
    pointSoftHsmAt(env['SOFTHSM2_CONF']);
    const token = new HsmToken({
      modulePath: env['PKCS11_MODULE'] ?? '',
      tokenLabel: TOKEN_LABEL,
      pin: readFileSync(this.pinFile, 'utf8').trim(),
      sessions: 1,
    });
    const officers = JSON.parse(readFileSync(env['OFFICERS_FILE'] ?? '', 'utf8')) as {
      v: 1;
      officers: { id: string; person: string }[];
    };
    const third = officers.officers.find(({ id }) => id === HOLDERS[1]);
    const added = { ...third, id: HOLDERS[2], person: HOLDERS[2], passkeys: [] };
    const script = demonstrationScript({
      identity: token.identity(),
      activationDir: env['ACTIVATION_DIR'] ?? '',
      algorithm: 'rsa2048',
      repositoryUrl: env['PUBLIC_REPOSITORY_URL'] ?? '',
      officers: { ...officers, officers: [...officers.officers, added] },
      vendorCertificate: await preparePrintVendor(demonstrationVendor(env['ACTIVATION_DIR'] ?? '')),
    });
    token.close();
    const custodians = HOLDERS.map((id) => ({ id, ...this.filesOf(id) }));
    for (const { passphraseFile } of custodians) {
      writeFileSync(passphraseFile, randomBytes(16).toString('hex'), { mode: 0o600 });
    }
    const own = { ceremony: 'story-first', pin: 'change' as const, witnesses: ['witness-01'] };
    return { ...script, ...own, custodians, ...change };
  }

  /** Writes a script to a file. @returns its path */
  write(name: string, script: CeremonyScript): string {
    const path = join(this.#dir, `${name}.json`);
    writeFileSync(path, JSON.stringify(script, null, 2));
    return path;
  }

  /** Gives a command in the room; whoever is asked types `yes`. */
  command(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
    return new Promise((resolve) => {
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', join('bin', 'toroku.ts'), ...args],
        { cwd: ROOT, env: { ...this.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] },
      );
      let said = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          said += text;
        });
      }
      child.stdin.on('error', () => undefined);
      child.stdin.end('yes\n'.repeat(100));
      child.once('close', (code) => resolve({ code, said }));
    });
  }

  /** One custodian gives a share. */
  give(id: string, files = this.filesOf(id), asking = 'enclave-worker'): Promise<Ended> {
    const { shareFile, passphraseFile } = files;
    const share = ['--share', shareFile, '--passphrase-file', passphraseFile];
    return this.command(['activate', '--custodian', id, '--for', asking, ...share]);
  }

  /** Brings a key into the token that was made outside, as a careless operator would. */
  async bringKey(label: string): Promise<void> {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const file = join(this.#dir, 'brought.pem');
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const { util } = findSoftHsm(hostEnvironment());
    const pin = readFileSync(this.pinFile, 'utf8').trim();
    await run(
      util ?? 'softhsm2-util',
      ['--import', file, '--token', TOKEN_LABEL, '--label', label, '--id', 'ff01', '--pin', pin],
      { env: { SOFTHSM2_CONF: this.env['SOFTHSM2_CONF'] ?? '' } },
    );
  }

  /** Starts the enclave-worker; it is ready once two custodians have given their shares. */
  start(): Promise<unknown> {
    // Without a PIN, as in production.
    return this.#instance.startProgram('enclave-worker', { HSM_PIN_FILE: '' });
  }

  /** Whether the worker waits for shares now. */
  isWaiting(asking = 'enclave-worker'): boolean {
    try {
      readFileSync(join(this.env['ACTIVATION_DIR'] ?? '', asking, 'request.json'));
      return true;
    } catch {
      return false;
    }
  }
}
