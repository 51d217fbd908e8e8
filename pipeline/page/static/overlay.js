// The drawer as a step of the browser's history: Back closes it, and closing it takes the step away again.

const STEP = { drawer: true };
const drawer = () => document.getElementById('drawer');

class Overlay {
  #leaving = false; // a step back that we asked for ourselves is on its way

  open() {
    if (drawer().open) return;
    drawer().showModal();
    if (!this.#leaving) history.pushState(STEP, '');
  }

  close() {
    if (drawer().open) drawer().close();
  }

  // Whatever closed it: Escape, the cross, a press beside it.
  closed() {
    if (!history.state?.drawer || this.#leaving) return;
    this.#leaving = true;
    history.back();
  }

  // Whether this step of the history was the drawer's, so that the address behind it is the same as before.
  stepped() {
    if (this.#leaving) {
      this.#leaving = false;
      if (drawer().open) history.pushState(STEP, ''); // opened anew meanwhile
      return true;
    }
    const shown = drawer().open;
    this.close();
    return shown;
  }

  // Another address takes the drawer's step over, so that Back leads to where the drawer was opened.
  go(address) {
    if (history.state?.drawer && !this.#leaving) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
    this.close();
  }
}

export const overlay = new Overlay();
