// The page is whole without this: it adds filtering and copying.
(() => {
  'use strict';
  const byId = id => document.getElementById(id);
  const items = [...document.querySelectorAll('[data-v]')];
  const groups = [...document.querySelectorAll('[data-group]')];
  const wasOpen = new Map(groups.map(group => [group, group.open]));
  const text = new Map(items.map(item => [item, item.textContent.toLowerCase()]));
  const query = byId('q'), verdict = byId('fv'), version = byId('fm'), shown = byId('shown');

  // Where the page does not list what to choose, the words of the items are what can be chosen.
  const offered = verdict.options.length > 1 ? [] : new Set(items.map(item => item.dataset.v));
  for (const word of offered) {
    const option = document.createElement('option');
    option.value = option.textContent = word;
    verdict.append(option);
  }

  const filter = () => {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const active = words.length > 0 || verdict.value !== '' || version.value !== '';
    let count = 0;
    for (const item of items) {
      const fits = (verdict.value === '' || item.dataset.v.split('|').includes(verdict.value))
          && (version.value === '' || item.dataset.m === version.value)
          && words.every(word => text.get(item).includes(word));
      item.hidden = !fits;
      count += fits ? 1 : 0;
    }
    for (const group of groups) {
      const any = group.querySelector('[data-v]:not([hidden])') !== null;
      group.hidden = !any;
      group.open = active ? any : wasOpen.get(group);
    }
    shown.textContent = active ? count + ' shown' : '';
  };
  for (const control of [query, verdict, version]) {
    control.addEventListener('input', filter);
  }
  byId('filter').hidden = false;

  // A link to a statement opens the chapter that holds it, and lifts a filter that hides it.
  const reveal = () => {
    const target = byId(decodeURIComponent(location.hash.slice(1)));
    if (target === null) {
      return;
    }
    if (target.closest('[hidden]') !== null) {
      query.value = verdict.value = version.value = '';
      filter();
    }
    for (let up = target.parentElement; up !== null; up = up.parentElement) {
      if (up instanceof HTMLDetailsElement) {
        up.open = true;
      }
    }
    target.scrollIntoView();
  };
  addEventListener('hashchange', reveal);
  if (location.hash !== '') {
    reveal();
  }

  // Evidence that lies over the page goes away by Escape, as by its own link.
  addEventListener('keydown', event => {
    const open = byId(decodeURIComponent(location.hash.slice(1)))?.closest('.evidence');
    if (event.key === 'Escape' && open) {
      open.querySelector('.close').click();
    }
  });

  for (const box of document.querySelectorAll('.copy')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(box.querySelector('pre').textContent);
        button.textContent = 'Copied';
      } catch (refused) {
        getSelection().selectAllChildren(box.querySelector('pre'));
        button.textContent = 'Selected: press Ctrl+C';
      }
    });
    box.append(button);
  }
})();
