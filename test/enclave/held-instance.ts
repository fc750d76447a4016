import type { Instance } from '../../bin/instance/options.ts';
import { withThrowAwayInstance, type ThrowAwayOptions } from '../../bin/instance/throw-away.ts';

/** An instance that one test file shares. */
export interface HeldInstance {
  readonly instance: Instance;
  /** Takes the instance down and removes its folder. */
  readonly release: () => Promise<void>;
}

/** Brings an instance up and keeps it until it is released: for `beforeAll` and `afterAll`. */
export function holdInstance(options: ThrowAwayOptions): Promise<HeldInstance> {
  return new Promise((resolve, reject) => {
    const running: Promise<void> = withThrowAwayInstance(
      options,
      (instance) =>
        new Promise<void>((letGo) => {
          resolve({
            instance,
            release: () => {
              letGo();
              return running;
            },
          });
        }),
    );
    running.catch(reject);
  });
}
