import pkcs11 from 'pkcs11js';

/**
 * Hands each PKCS#11 module that is loaded from here on to `change`, before anything is asked of it.
 *
 * @returns what ends that.
 */
export function onModuleLoad(change: (module: pkcs11.PKCS11) => void): () => void {
  const { prototype } = pkcs11.PKCS11;
  const load: (path: string) => void = Reflect.get(prototype, 'load');
  prototype.load = function (path: string) {
    load.call(this, path);
    change(this);
  };
  return () => {
    prototype.load = load;
  };
}
