import { HsmModule } from '../../../adapters/hsm/hsm-module.ts';

/** The functions of a PKCS#11 module. */
export type NativeModule = HsmModule['native'];

/**
 * Hands each PKCS#11 module that is opened from here on to `change`, before anything is asked of it.
 *
 * @returns what ends that.
 */
export function onModuleLoad(change: (native: NativeModule) => void): () => void {
  const { prototype } = HsmModule;
  const open: () => void = Reflect.get(prototype, 'open');
  const changed = new WeakSet<NativeModule>();
  prototype.open = function () {
    if (!changed.has(this.native)) change(this.native);
    changed.add(this.native);
    open.call(this);
  };
  return () => {
    prototype.open = open;
  };
}
