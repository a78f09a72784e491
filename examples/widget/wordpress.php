<?php
/**
 * Plugin Name: Partnergraph catalogue
 * Description: [partnergraph key="pgw_…" lang="de" theme="auto"]Our solutions[/partnergraph] shows your catalogue in a page.
 *
 * Put this file into wp-content/plugins, name your market place below, and switch it on.
 */
const PARTNERGRAPH_SERVER = 'http://127.0.0.1:8080';

function partnergraph_catalogue($attributes, $content = '') {
    $attributes = shortcode_atts(['key' => '', 'lang' => '', 'theme' => 'auto'], $attributes, 'partnergraph');
    wp_enqueue_script('partnergraph', PARTNERGRAPH_SERVER . '/embed/v1/widget.js', [], null, ['strategy' => 'async']);
    return sprintf(
        '<partnergraph-catalogue key="%s"%s theme="%s"><a href="%s">%s</a></partnergraph-catalogue>',
        esc_attr($attributes['key']),
        $attributes['lang'] === '' ? '' : sprintf(' lang="%s"', esc_attr($attributes['lang'])),
        esc_attr($attributes['theme']),
        esc_url(home_url('/')),
        esc_html($content === '' ? get_bloginfo('name') : $content)
    );
}
add_shortcode('partnergraph', 'partnergraph_catalogue');
