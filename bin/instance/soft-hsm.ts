import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { findSoftHsm } from '../bootstrap/find.mjs';
import type { Environment } from '../config.ts';
import type { DataDirectory } from './data-directory.ts';
import { InstanceError } from './failure.ts';

export const TOKEN_LABEL = 'toroku';

/** A SoftHSM2 token that is ready for use; keys are made in it by the ceremony. */
export interface SoftHsm {
  readonly module: string;
  readonly configuration: string;
  readonly pinFile: string;
}

/** Makes the token once. A crash on the way leaves a folder that the next call removes. */
export function prepareSoftHsm(data: DataDirectory, env: Environment): SoftHsm {
  const { util, module } = findSoftHsm(env);
  if (!util || !module) {
    throw new InstanceError(
      [
        'SoftHSM2 がありません。/ SoftHSM2 is missing (or PKCS11_MODULE names no file):',
        '  sudo apt-get install -y --no-install-recommends softhsm2',
      ].join('\n'),
    );
  }
  const tokens = `${data.folder('hsm')}/tokens`;
  const configuration = writeConfiguration(data, 'softhsm2.conf', tokens);
  if (!existsSync(tokens) || readdirSync(tokens).length === 0) {
    const work = `${tokens}.new`;
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work, { mode: 0o700 });
    initialiseToken(util, writeConfiguration(data, 'softhsm2-new.conf', work), data);
    rmSync(tokens, { recursive: true, force: true });
    renameSync(work, tokens);
  }
  return { module, configuration, pinFile: data.secretFile('hsm-pin', 12) };
}

/** The tool takes PINs only as arguments or from a terminal; this token guards nothing but trial keys. */
function initialiseToken(util: string, configuration: string, data: DataDirectory): void {
  const pins = ['--so-pin', data.secret('hsm-so-pin', 12), '--pin', data.secret('hsm-pin', 12)];
  const { status, stderr } = spawnSync(
    util,
    ['--init-token', '--free', '--label', TOKEN_LABEL, ...pins],
    { env: { SOFTHSM2_CONF: configuration }, encoding: 'utf8' },
  );
  rmSync(configuration);
  if (status === 0) return;
  throw new InstanceError(`softhsm2-util に失敗しました / softhsm2-util failed:\n${stderr}`);
}

function writeConfiguration(data: DataDirectory, name: string, tokens: string): string {
  const path = `${data.folder('hsm')}/${name}`;
  const lines = [
    `directories.tokendir = ${tokens}`,
    'objectstore.backend = file',
    'log.level = ERROR',
    '',
  ];
  writeFileSync(path, lines.join('\n'), { mode: 0o600 });
  return path;
}
