import { readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pkcs11 from 'pkcs11js';
import { HsmToken, type HsmHealth, type HsmTokenOptions } from '../../../adapters/hsm/hsm-token.ts';
import { onModuleLoad } from '../../../bin/chaos/hsm/on-module-load.ts';
import { hostEnvironment, pointSoftHsmAt } from '../../../bin/config.ts';
import {
  openDataDirectory,
  removeDataDirectory,
  temporaryDataDirectory,
} from '../../../bin/instance/data-directory.ts';
import { prepareSoftHsm, TOKEN_LABEL } from '../../../bin/instance/soft-hsm.ts';

/** A SoftHSM of its own in which a test makes faults past the adapter. */
export function openTestToken() {
  const dataDir = temporaryDataDirectory();
  const data = openDataDirectory(dataDir);
  const softHsm = prepareSoftHsm(data, hostEnvironment());
  pointSoftHsmAt(softHsm.configuration);
  const pin = readFileSync(softHsm.pinFile, 'utf8').trim();
  const tokens = join(dirname(softHsm.configuration), 'tokens');
  let token: HsmToken | undefined;
  const healths: HsmHealth[] = [];
  let module: pkcs11.PKCS11 | undefined;

  /** The same module in the same process. */
  const native = (): pkcs11.PKCS11 => {
    const raw = new pkcs11.PKCS11();
    raw.load(softHsm.module);
    return raw;
  };
  const slot = (): pkcs11.Handle =>
    native()
      .C_GetSlotList(true)
      .find((s) => native().C_GetTokenInfo(s).label.trim() === TOKEN_LABEL) as pkcs11.Handle;

  return {
    softHsm,
    pin,
    healths,
    states: () => healths.map(({ state }) => state),
    /** The module of the token that is open: its functions may be exchanged. */
    module(): pkcs11.PKCS11 {
      if (!module) throw new Error('no token is open');
      return module;
    },
    open(change: Partial<HsmTokenOptions> = {}): HsmToken {
      const letBe = onModuleLoad((loaded) => {
        module = loaded;
      });
      token = new HsmToken({
        modulePath: softHsm.module,
        tokenLabel: TOKEN_LABEL,
        pin,
        sessions: 3,
        statusSessions: 1,
        probeMs: 20,
        onHealth: (health) => healths.push(health),
        ...change,
      });
      letBe();
      return token;
    },
    /** Takes the token's files away, as if it were pulled out. */
    remove: () => renameSync(tokens, `${tokens}.away`),
    putBack: () => renameSync(`${tokens}.away`, tokens),
    closeAllSessions: () => native().C_CloseAllSessions(slot()),
    /** Ends the process's login, through a session of its own. */
    logOut() {
      const raw = native();
      const session = raw.C_OpenSession(slot(), pkcs11.CKF_SERIAL_SESSION);
      raw.C_Logout(session);
      raw.C_CloseSession(session);
    },
    /** Takes a key pair off the token for good. */
    destroy(label: string) {
      const raw = native();
      const session = raw.C_OpenSession(slot(), pkcs11.CKF_SERIAL_SESSION | pkcs11.CKF_RW_SESSION);
      raw.C_FindObjectsInit(session, [{ type: pkcs11.CKA_LABEL, value: label }]);
      const objects = raw.C_FindObjects(session, 10);
      raw.C_FindObjectsFinal(session);
      for (const object of objects) raw.C_DestroyObject(session, object);
      raw.C_CloseSession(session);
    },
    close() {
      token?.close();
      token = undefined;
      healths.length = 0;
    },
    release() {
      data.release();
      removeDataDirectory(dataDir);
    },
  };
}
