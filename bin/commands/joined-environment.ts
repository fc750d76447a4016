import { hostEnvironment, type Environment } from '../config.ts';
import { readInstanceNote } from '../instance/environment.ts';

/** The settings of this process, or those of the instance that `npm start` runs beside it. */
export function joinedEnvironment(
  program: 'office-worker' | 'enclave-worker' | 'office-recovery',
): Environment {
  const host = hostEnvironment();
  if (host['OFFICE_DATABASE_URL'] || host['ENCLAVE_DATABASE_URL']) return host;
  return readInstanceNote(host['TOROKU_DATA_DIR'] || '.toroku', program) ?? host;
}
